import {
  copyImage
} from "./shared-image-copy.js";
import {
  readDeb822
} from "./shared-formats-deb822.js";
import {
  createLayout
} from "./shared-image-layout-write.js";
import {
  readLayer
} from "./shared-image-layer-read.js";
import {
  attempt
} from "./shared-image-layout.js";
import {
  canonicalJson,
  createHash,
  hash,
  isImageDigest,
  isPlainObject,
  posix
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/formats/cyclonedx.ts
var NAMESPACE = "d2a6a1b6-4ec5-5b0c-9f53-6f6f3f1c8a77";
function numbered(bom) {
  const { specVersion, ...rest } = bom;
  const serialNumber = `urn:uuid:${nameUuid(NAMESPACE, canonicalJson(bom))}`;
  return { bomFormat: "CycloneDX", specVersion, serialNumber, version: 1, ...rest };
}
function licencesOf(component) {
  const licences2 = component.licenses;
  return (Array.isArray(licences2) ? licences2 : []).flatMap((one2) => {
    if (!isPlainObject(one2)) return [];
    const named2 = isPlainObject(one2["license"]) ? one2["license"] : {};
    const said = one2["expression"] ?? named2["id"] ?? named2["name"];
    return typeof said === "string" ? [said] : [];
  });
}
function bomText(bom) {
  return `${JSON.stringify(bom, void 0, 2)}
`;
}
function timestampOf(epoch) {
  if (epoch === void 0 || !/^\d{1,11}$/.test(epoch)) return void 0;
  return new Date(Number(epoch) * 1e3).toISOString().replace(".000Z", "Z");
}
function nameUuid(namespace, name) {
  const bytes = createHash("sha1").update(Buffer.from(namespace.replaceAll("-", ""), "hex")).update(name).digest();
  bytes[6] = (bytes[6] ?? 0) & 15 | 80;
  bytes[8] = (bytes[8] ?? 0) & 63 | 128;
  const hex = bytes.toString("hex", 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// src/image/sbom/text.ts
var UNFIT = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufffe\uffff]+/gu;
var LONGEST_WORD = 500;
function plainLine(text, longest = LONGEST_WORD) {
  return text.slice(0, longest * 2).replace(UNFIT, " ").replace(/ {2,}/g, " ").trim().slice(0, longest).toWellFormed();
}
function word(text) {
  if (typeof text !== "string" || text === "" || text.length > LONGEST_WORD) return void 0;
  return plainLine(text) === text ? text : void 0;
}
var NAMELESS = "a package without a plain name and version";
function textOf(bytes) {
  return new TextDecoder().decode(bytes);
}

// src/image/sbom/bases.ts
function basesOf({ manifest }) {
  const { annotations } = manifest;
  return readBases([
    {
      name: annotations["org.opencontainers.image.base.name"],
      digest: annotations["org.opencontainers.image.base.digest"]
    }
  ]);
}
function readBases(value) {
  return (Array.isArray(value) ? value : []).flatMap((one2) => {
    if (!isPlainObject(one2)) return [];
    const { digest } = one2;
    const name = word(one2["name"]);
    return name !== void 0 && typeof digest === "string" && isImageDigest(digest) ? [{ name, digest }] : [];
  });
}

// src/formats/package-url.ts
function packageUrl(parts2) {
  const { type, namespace, name, version, qualifiers, subpath } = parts2;
  const path = [...segments(namespace), encoded(name)].join("/");
  const at = version === void 0 || version === "" ? "" : `@${encoded(version)}`;
  const question = Object.entries(qualifiers ?? {}).toSorted(([a], [b]) => a < b ? -1 : 1).flatMap(([key, value]) => value === void 0 || value === "" ? [] : [`${key}=${encoded(value)}`]).join("&");
  const hash2 = segments(subpath).filter((part) => part !== "." && part !== "..");
  return `pkg:${type}/${path}${at}${question === "" ? "" : `?${question}`}${hash2.length === 0 ? "" : `#${hash2.join("/")}`}`;
}
function normalisedPython(name) {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}
function segments(path) {
  return (path ?? "").split("/").filter((part) => part !== "").map(encoded);
}
function encoded(text) {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll("%3A", ":");
}

// node_modules/spdx-license-ids/deprecated.json
var deprecated_default = [
  "AGPL-1.0",
  "AGPL-3.0",
  "BSD-2-Clause-FreeBSD",
  "BSD-2-Clause-NetBSD",
  "GFDL-1.1",
  "GFDL-1.2",
  "GFDL-1.3",
  "GPL-1.0",
  "GPL-2.0",
  "GPL-2.0-with-GCC-exception",
  "GPL-2.0-with-autoconf-exception",
  "GPL-2.0-with-bison-exception",
  "GPL-2.0-with-classpath-exception",
  "GPL-2.0-with-font-exception",
  "GPL-3.0",
  "GPL-3.0-with-GCC-exception",
  "GPL-3.0-with-autoconf-exception",
  "LGPL-2.0",
  "LGPL-2.1",
  "LGPL-3.0",
  "Net-SNMP",
  "Nunit",
  "StandardML-NJ",
  "bzip2-1.0.5",
  "eCos-2.0",
  "wxWindows"
];

// node_modules/spdx-license-ids/index.json
var spdx_license_ids_default = [
  "0BSD",
  "3D-Slicer-1.0",
  "AAL",
  "ADSL",
  "AFL-1.1",
  "AFL-1.2",
  "AFL-2.0",
  "AFL-2.1",
  "AFL-3.0",
  "AGPL-1.0-only",
  "AGPL-1.0-or-later",
  "AGPL-3.0-only",
  "AGPL-3.0-or-later",
  "ALGLIB-Documentation",
  "AMD-newlib",
  "AMDPLPA",
  "AML",
  "AML-glslang",
  "AMPAS",
  "ANTLR-PD",
  "ANTLR-PD-fallback",
  "APAFML",
  "APL-1.0",
  "APSL-1.0",
  "APSL-1.1",
  "APSL-1.2",
  "APSL-2.0",
  "ASWF-Digital-Assets-1.0",
  "ASWF-Digital-Assets-1.1",
  "Abstyles",
  "AdaCore-doc",
  "Adobe-2006",
  "Adobe-Display-PostScript",
  "Adobe-Glyph",
  "Adobe-Utopia",
  "Advanced-Cryptics-Dictionary",
  "Afmparse",
  "Aladdin",
  "Apache-1.0",
  "Apache-1.1",
  "Apache-2.0",
  "App-s2p",
  "Arphic-1999",
  "Artistic-1.0",
  "Artistic-1.0-Perl",
  "Artistic-1.0-cl8",
  "Artistic-2.0",
  "Artistic-dist",
  "Aspell-RU",
  "BOLA-1.1",
  "BSD-1-Clause",
  "BSD-2-Clause",
  "BSD-2-Clause-Darwin",
  "BSD-2-Clause-Patent",
  "BSD-2-Clause-Views",
  "BSD-2-Clause-first-lines",
  "BSD-2-Clause-pkgconf-disclaimer",
  "BSD-2-Clause-pos-unchanged",
  "BSD-3-Clause",
  "BSD-3-Clause-Attribution",
  "BSD-3-Clause-Clear",
  "BSD-3-Clause-HP",
  "BSD-3-Clause-LBNL",
  "BSD-3-Clause-Modification",
  "BSD-3-Clause-No-Military-License",
  "BSD-3-Clause-No-Nuclear-License",
  "BSD-3-Clause-No-Nuclear-License-2014",
  "BSD-3-Clause-No-Nuclear-Warranty",
  "BSD-3-Clause-Open-MPI",
  "BSD-3-Clause-OpenWebUI",
  "BSD-3-Clause-Sun",
  "BSD-3-Clause-Tso",
  "BSD-3-Clause-acpica",
  "BSD-3-Clause-flex",
  "BSD-4-Clause",
  "BSD-4-Clause-Shortened",
  "BSD-4-Clause-UC",
  "BSD-4.3RENO",
  "BSD-4.3TAHOE",
  "BSD-Advertising-Acknowledgement",
  "BSD-Attribution-HPND-disclaimer",
  "BSD-Inferno-Nettverk",
  "BSD-Mark-Modifications",
  "BSD-Protection",
  "BSD-Source-Code",
  "BSD-Source-Code-no-disclaimer",
  "BSD-Source-alt-GPL",
  "BSD-Source-beginning-file",
  "BSD-Systemics",
  "BSD-Systemics-W3Works",
  "BSD-ask-to-endorse",
  "BSL-1.0",
  "BUSL-1.1",
  "Baekmuk",
  "Bahyph",
  "Barr",
  "Beerware",
  "BitTorrent-1.0",
  "BitTorrent-1.1",
  "Bitstream-Charter",
  "Bitstream-Vera",
  "BlueOak-1.0.0",
  "Boehm-GC",
  "Boehm-GC-without-fee",
  "Borceux",
  "Brian-Gladman-2-Clause",
  "Brian-Gladman-3-Clause",
  "Brian-Gladman-3-Clause-no-conversion",
  "Buddy",
  "Bugroff",
  "C-UDA-1.0",
  "CAL-1.0",
  "CAL-1.0-Combined-Work-Exception",
  "CAPEC-tou",
  "CATOSL-1.1",
  "CC-BY-1.0",
  "CC-BY-2.0",
  "CC-BY-2.5",
  "CC-BY-2.5-AU",
  "CC-BY-3.0",
  "CC-BY-3.0-AT",
  "CC-BY-3.0-AU",
  "CC-BY-3.0-DE",
  "CC-BY-3.0-IGO",
  "CC-BY-3.0-NL",
  "CC-BY-3.0-US",
  "CC-BY-4.0",
  "CC-BY-NC-1.0",
  "CC-BY-NC-2.0",
  "CC-BY-NC-2.5",
  "CC-BY-NC-3.0",
  "CC-BY-NC-3.0-DE",
  "CC-BY-NC-3.0-IGO",
  "CC-BY-NC-4.0",
  "CC-BY-NC-ND-1.0",
  "CC-BY-NC-ND-2.0",
  "CC-BY-NC-ND-2.5",
  "CC-BY-NC-ND-3.0",
  "CC-BY-NC-ND-3.0-DE",
  "CC-BY-NC-ND-3.0-IGO",
  "CC-BY-NC-ND-4.0",
  "CC-BY-NC-SA-1.0",
  "CC-BY-NC-SA-2.0",
  "CC-BY-NC-SA-2.0-DE",
  "CC-BY-NC-SA-2.0-FR",
  "CC-BY-NC-SA-2.0-UK",
  "CC-BY-NC-SA-2.5",
  "CC-BY-NC-SA-3.0",
  "CC-BY-NC-SA-3.0-DE",
  "CC-BY-NC-SA-3.0-IGO",
  "CC-BY-NC-SA-4.0",
  "CC-BY-ND-1.0",
  "CC-BY-ND-2.0",
  "CC-BY-ND-2.5",
  "CC-BY-ND-3.0",
  "CC-BY-ND-3.0-DE",
  "CC-BY-ND-4.0",
  "CC-BY-SA-1.0",
  "CC-BY-SA-2.0",
  "CC-BY-SA-2.0-UK",
  "CC-BY-SA-2.1-JP",
  "CC-BY-SA-2.5",
  "CC-BY-SA-3.0",
  "CC-BY-SA-3.0-AT",
  "CC-BY-SA-3.0-DE",
  "CC-BY-SA-3.0-IGO",
  "CC-BY-SA-4.0",
  "CC-PDDC",
  "CC-PDM-1.0",
  "CC-SA-1.0",
  "CC0-1.0",
  "CDDL-1.0",
  "CDDL-1.1",
  "CDL-1.0",
  "CDLA-Permissive-1.0",
  "CDLA-Permissive-2.0",
  "CDLA-Sharing-1.0",
  "CECILL-1.0",
  "CECILL-1.1",
  "CECILL-2.0",
  "CECILL-2.1",
  "CECILL-B",
  "CECILL-C",
  "CERN-OHL-1.1",
  "CERN-OHL-1.2",
  "CERN-OHL-P-2.0",
  "CERN-OHL-S-2.0",
  "CERN-OHL-W-2.0",
  "CFITSIO",
  "CMU-Mach",
  "CMU-Mach-nodoc",
  "CNRI-Jython",
  "CNRI-Python",
  "CNRI-Python-GPL-Compatible",
  "COIL-1.0",
  "CPAL-1.0",
  "CPL-1.0",
  "CPOL-1.02",
  "CUA-OPL-1.0",
  "Caldera",
  "Caldera-no-preamble",
  "Catharon",
  "ClArtistic",
  "Clips",
  "Community-Spec-1.0",
  "Condor-1.1",
  "Cornell-Lossless-JPEG",
  "Cronyx",
  "Crossword",
  "CryptoSwift",
  "CrystalStacker",
  "Cube",
  "D-FSL-1.0",
  "DEC-3-Clause",
  "DL-DE-BY-2.0",
  "DL-DE-ZERO-2.0",
  "DOC",
  "DRL-1.0",
  "DRL-1.1",
  "DSDP",
  "DocBook-DTD",
  "DocBook-Schema",
  "DocBook-Stylesheet",
  "DocBook-XML",
  "Dotseqn",
  "ECL-1.0",
  "ECL-2.0",
  "EFL-1.0",
  "EFL-2.0",
  "EPICS",
  "EPL-1.0",
  "EPL-2.0",
  "ESA-PL-permissive-2.4",
  "ESA-PL-strong-copyleft-2.4",
  "ESA-PL-weak-copyleft-2.4",
  "EUDatagrid",
  "EUPL-1.0",
  "EUPL-1.1",
  "EUPL-1.2",
  "Elastic-2.0",
  "Entessa",
  "ErlPL-1.1",
  "Eurosym",
  "FBM",
  "FDK-AAC",
  "FDK-MPEG-H",
  "FSFAP",
  "FSFAP-no-warranty-disclaimer",
  "FSFUL",
  "FSFULLR",
  "FSFULLRSD",
  "FSFULLRWD",
  "FSL-1.1-ALv2",
  "FSL-1.1-MIT",
  "FTL",
  "Fair",
  "Ferguson-Twofish",
  "Frameworx-1.0",
  "FreeBSD-DOC",
  "FreeImage",
  "Furuseth",
  "GCR-docs",
  "GD",
  "GFDL-1.1-invariants-only",
  "GFDL-1.1-invariants-or-later",
  "GFDL-1.1-no-invariants-only",
  "GFDL-1.1-no-invariants-or-later",
  "GFDL-1.1-only",
  "GFDL-1.1-or-later",
  "GFDL-1.2-invariants-only",
  "GFDL-1.2-invariants-or-later",
  "GFDL-1.2-no-invariants-only",
  "GFDL-1.2-no-invariants-or-later",
  "GFDL-1.2-only",
  "GFDL-1.2-or-later",
  "GFDL-1.3-invariants-only",
  "GFDL-1.3-invariants-or-later",
  "GFDL-1.3-no-invariants-only",
  "GFDL-1.3-no-invariants-or-later",
  "GFDL-1.3-only",
  "GFDL-1.3-or-later",
  "GL2PS",
  "GLWTPL",
  "GPL-1.0-only",
  "GPL-1.0-or-later",
  "GPL-2.0-only",
  "GPL-2.0-or-later",
  "GPL-3.0-only",
  "GPL-3.0-or-later",
  "Game-Programming-Gems",
  "Giftware",
  "Glide",
  "Glulxe",
  "Graphics-Gems",
  "Gutmann",
  "HDF5",
  "HIDAPI",
  "HP-1986",
  "HP-1989",
  "HPND",
  "HPND-DEC",
  "HPND-Fenneberg-Livingston",
  "HPND-INRIA-IMAG",
  "HPND-Intel",
  "HPND-Kevlin-Henney",
  "HPND-MIT-disclaimer",
  "HPND-Markus-Kuhn",
  "HPND-Netrek",
  "HPND-Pbmplus",
  "HPND-SMC",
  "HPND-UC",
  "HPND-UC-export-US",
  "HPND-doc",
  "HPND-doc-sell",
  "HPND-export-US",
  "HPND-export-US-acknowledgement",
  "HPND-export-US-modify",
  "HPND-export2-US",
  "HPND-merchantability-variant",
  "HPND-sell-MIT-disclaimer-xserver",
  "HPND-sell-regexpr",
  "HPND-sell-variant",
  "HPND-sell-variant-MIT-disclaimer",
  "HPND-sell-variant-MIT-disclaimer-rev",
  "HPND-sell-variant-critical-systems",
  "HTMLTIDY",
  "HaskellReport",
  "Hippocratic-2.1",
  "Hippocratic-3.0-core",
  "IBM-pibs",
  "ICU",
  "IEC-Code-Components-EULA",
  "IJG",
  "IJG-short",
  "IPA",
  "IPL-1.0",
  "ISC",
  "ISC-Veillard",
  "ISO-permission",
  "ImageMagick",
  "Imlib2",
  "Info-ZIP",
  "Informatica",
  "Inner-Net-2.0",
  "InnoSetup",
  "Intel",
  "Intel-ACPI",
  "Interbase-1.0",
  "JPL-image",
  "JPNIC",
  "JSON",
  "Jam",
  "JasPer-2.0",
  "Kastrup",
  "Kazlib",
  "Knuth-CTAN",
  "LAL-1.2",
  "LAL-1.3",
  "LGPL-2.0-only",
  "LGPL-2.0-or-later",
  "LGPL-2.1-only",
  "LGPL-2.1-or-later",
  "LGPL-3.0-only",
  "LGPL-3.0-or-later",
  "LGPLLR",
  "LOOP",
  "LPD-document",
  "LPL-1.0",
  "LPL-1.02",
  "LPPL-1.0",
  "LPPL-1.1",
  "LPPL-1.2",
  "LPPL-1.3a",
  "LPPL-1.3c",
  "LZMA-SDK-9.11-to-9.20",
  "LZMA-SDK-9.22",
  "Latex2e",
  "Latex2e-translated-notice",
  "Leptonica",
  "LiLiQ-P-1.1",
  "LiLiQ-R-1.1",
  "LiLiQ-Rplus-1.1",
  "Libpng",
  "Linux-OpenIB",
  "Linux-man-pages-1-para",
  "Linux-man-pages-copyleft",
  "Linux-man-pages-copyleft-2-para",
  "Linux-man-pages-copyleft-var",
  "Lucida-Bitmap-Fonts",
  "MIPS",
  "MIT",
  "MIT-0",
  "MIT-CMU",
  "MIT-Click",
  "MIT-Festival",
  "MIT-Khronos-old",
  "MIT-Modern-Variant",
  "MIT-STK",
  "MIT-Wu",
  "MIT-advertising",
  "MIT-enna",
  "MIT-feh",
  "MIT-open-group",
  "MIT-testregex",
  "MITNFA",
  "MMIXware",
  "MMPL-1.0.1",
  "MPEG-SSG",
  "MPL-1.0",
  "MPL-1.1",
  "MPL-2.0",
  "MPL-2.0-no-copyleft-exception",
  "MS-LPL",
  "MS-PL",
  "MS-RL",
  "MTLL",
  "MVT-1.1",
  "Mackerras-3-Clause",
  "Mackerras-3-Clause-acknowledgment",
  "MakeIndex",
  "Martin-Birgmeier",
  "McPhee-slideshow",
  "Minpack",
  "MirOS",
  "Motosoto",
  "MulanPSL-1.0",
  "MulanPSL-2.0",
  "Multics",
  "Mup",
  "NAIST-2003",
  "NASA-1.3",
  "NBPL-1.0",
  "NCBI-PD",
  "NCGL-UK-2.0",
  "NCL",
  "NCSA",
  "NGPL",
  "NICTA-1.0",
  "NIST-PD",
  "NIST-PD-TNT",
  "NIST-PD-fallback",
  "NIST-Software",
  "NLOD-1.0",
  "NLOD-2.0",
  "NLPL",
  "NOSL",
  "NPL-1.0",
  "NPL-1.1",
  "NPOSL-3.0",
  "NRL",
  "NTIA-PD",
  "NTP",
  "NTP-0",
  "Naumen",
  "NetCDF",
  "Newsletr",
  "Nokia",
  "Noweb",
  "O-UDA-1.0",
  "OAR",
  "OCCT-PL",
  "OCLC-2.0",
  "ODC-By-1.0",
  "ODbL-1.0",
  "OFFIS",
  "OFL-1.0",
  "OFL-1.0-RFN",
  "OFL-1.0-no-RFN",
  "OFL-1.1",
  "OFL-1.1-RFN",
  "OFL-1.1-no-RFN",
  "OGC-1.0",
  "OGDL-Taiwan-1.0",
  "OGL-Canada-2.0",
  "OGL-UK-1.0",
  "OGL-UK-2.0",
  "OGL-UK-3.0",
  "OGTSL",
  "OLDAP-1.1",
  "OLDAP-1.2",
  "OLDAP-1.3",
  "OLDAP-1.4",
  "OLDAP-2.0",
  "OLDAP-2.0.1",
  "OLDAP-2.1",
  "OLDAP-2.2",
  "OLDAP-2.2.1",
  "OLDAP-2.2.2",
  "OLDAP-2.3",
  "OLDAP-2.4",
  "OLDAP-2.5",
  "OLDAP-2.6",
  "OLDAP-2.7",
  "OLDAP-2.8",
  "OLFL-1.3",
  "OML",
  "OPL-1.0",
  "OPL-UK-3.0",
  "OPUBL-1.0",
  "OSC-1.0",
  "OSET-PL-2.1",
  "OSL-1.0",
  "OSL-1.1",
  "OSL-2.0",
  "OSL-2.1",
  "OSL-3.0",
  "OSSP",
  "OpenMDW-1.0",
  "OpenPBS-2.3",
  "OpenSSL",
  "OpenSSL-standalone",
  "OpenVision",
  "PADL",
  "PDDL-1.0",
  "PHP-3.0",
  "PHP-3.01",
  "PPL",
  "PSF-2.0",
  "ParaType-Free-Font-1.3",
  "Parity-6.0.0",
  "Parity-7.0.0",
  "Pixar",
  "Plexus",
  "PolyForm-Noncommercial-1.0.0",
  "PolyForm-Small-Business-1.0.0",
  "PostgreSQL",
  "Python-2.0",
  "Python-2.0.1",
  "QPL-1.0",
  "QPL-1.0-INRIA-2004",
  "Qhull",
  "RHeCos-1.1",
  "RPL-1.1",
  "RPL-1.5",
  "RPSL-1.0",
  "RSA-MD",
  "RSCPL",
  "Rdisc",
  "Ruby",
  "Ruby-pty",
  "SAX-PD",
  "SAX-PD-2.0",
  "SCEA",
  "SGI-B-1.0",
  "SGI-B-1.1",
  "SGI-B-2.0",
  "SGI-OpenGL",
  "SGMLUG-PM",
  "SGP4",
  "SHL-0.5",
  "SHL-0.51",
  "SISSL",
  "SISSL-1.2",
  "SL",
  "SMAIL-GPL",
  "SMLNJ",
  "SMPPL",
  "SNIA",
  "SOFA",
  "SPL-1.0",
  "SSH-OpenSSH",
  "SSH-short",
  "SSLeay-standalone",
  "SSPL-1.0",
  "SUL-1.0",
  "SWL",
  "Saxpath",
  "SchemeReport",
  "Sendmail",
  "Sendmail-8.23",
  "Sendmail-Open-Source-1.1",
  "SimPL-2.0",
  "Sleepycat",
  "Soundex",
  "Spencer-86",
  "Spencer-94",
  "Spencer-99",
  "SugarCRM-1.1.3",
  "Sun-PPP",
  "Sun-PPP-2000",
  "SunPro",
  "Symlinks",
  "TAPR-OHL-1.0",
  "TCL",
  "TCP-wrappers",
  "TGPPL-1.0",
  "TMate",
  "TORQUE-1.1",
  "TOSL",
  "TPDL",
  "TPL-1.0",
  "TTWL",
  "TTYP0",
  "TU-Berlin-1.0",
  "TU-Berlin-2.0",
  "TekHVC",
  "TermReadKey",
  "ThirdEye",
  "TrustedQSL",
  "UCAR",
  "UCL-1.0",
  "UMich-Merit",
  "UPL-1.0",
  "URT-RLE",
  "Ubuntu-font-1.0",
  "UnRAR",
  "Unicode-3.0",
  "Unicode-DFS-2015",
  "Unicode-DFS-2016",
  "Unicode-TOU",
  "UnixCrypt",
  "Unlicense",
  "Unlicense-libtelnet",
  "Unlicense-libwhirlpool",
  "VOSTROM",
  "VSL-1.0",
  "Vim",
  "Vixie-Cron",
  "W3C",
  "W3C-19980720",
  "W3C-20150513",
  "WTFNMFPL",
  "WTFPL",
  "Watcom-1.0",
  "Widget-Workshop",
  "WordNet",
  "Wsuipa",
  "X11",
  "X11-distribute-modifications-variant",
  "X11-no-permit-persons",
  "X11-swapped",
  "XFree86-1.1",
  "XSkat",
  "Xdebug-1.03",
  "Xerox",
  "Xfig",
  "Xnet",
  "YPL-1.0",
  "YPL-1.1",
  "ZPL-1.1",
  "ZPL-2.0",
  "ZPL-2.1",
  "Zed",
  "Zeeff",
  "Zend-2.0",
  "Zimbra-1.3",
  "Zimbra-1.4",
  "Zlib",
  "any-OSI",
  "any-OSI-perl-modules",
  "atc-game",
  "bcrypt-Solar-Designer",
  "blessing",
  "bzip2-1.0.6",
  "check-cvs",
  "checkmk",
  "copyleft-next-0.3.0",
  "copyleft-next-0.3.1",
  "curl",
  "cve-tou",
  "diffmark",
  "dtoa",
  "dvipdfm",
  "eGenix",
  "etalab-2.0",
  "fwlw",
  "gSOAP-1.3b",
  "generic-xts",
  "gnuplot",
  "gtkbook",
  "hdparm",
  "hyphen-bulgarian",
  "iMatix",
  "jove",
  "libpng-1.6.35",
  "libpng-2.0",
  "libselinux-1.0",
  "libtiff",
  "libutil-David-Nugent",
  "lsof",
  "magaz",
  "mailprio",
  "man2html",
  "metamail",
  "mpi-permissive",
  "mpich2",
  "mplus",
  "ngrep",
  "pkgconf",
  "pnmstitch",
  "psfrag",
  "psutils",
  "python-ldap",
  "radvd",
  "snprintf",
  "softSurfer",
  "ssh-keyscan",
  "swrule",
  "threeparttable",
  "ulem",
  "w3m",
  "wwl",
  "xinetd",
  "xkeyboard-config-Zinoviev",
  "xlock",
  "xpp",
  "xzoom",
  "zlib-acknowledgement"
];

// src/formats/spdx.ts
var LONGEST = 2e3;
var DEEPEST = 20;
var EXCEPTIONS = [
  "Autoconf-exception-2.0",
  "Autoconf-exception-3.0",
  "Autoconf-exception-generic",
  "Bison-exception-2.2",
  "Bootloader-exception",
  "Classpath-exception-2.0",
  "cryptsetup-OpenSSL-exception",
  "eCos-exception-2.0",
  "Font-exception-2.0",
  "GCC-exception-2.0",
  "GCC-exception-3.1",
  "GPL-3.0-linking-exception",
  "LGPL-3.0-linking-exception",
  "Libtool-exception",
  "Linux-syscall-note",
  "LLVM-exception",
  "OCaml-LGPL-linking-exception",
  "OpenJDK-assembly-exception-1.0",
  "openvpn-openssl-exception",
  "Qt-LGPL-exception-1.1",
  "Swift-exception",
  "u-boot-exception-2.0",
  "Universal-FOSS-exception-1.0",
  "WxWindows-exception-3.1",
  "x11vnc-openssl-exception"
];
var SPELLINGS = {
  "apache 2": "Apache-2.0",
  "apache 2.0": "Apache-2.0",
  "apache license 2.0": "Apache-2.0",
  "apache license v2.0": "Apache-2.0",
  "apache license, version 2.0": "Apache-2.0",
  "apache license version 2.0": "Apache-2.0",
  "apache software license 2.0": "Apache-2.0",
  "apache-2": "Apache-2.0",
  apache2: "Apache-2.0",
  "2-clause bsd": "BSD-2-Clause",
  "bsd 2-clause": "BSD-2-Clause",
  "bsd-2-clause license": "BSD-2-Clause",
  "3-clause bsd": "BSD-3-Clause",
  "bsd 3-clause": "BSD-3-Clause",
  "bsd 3-clause license": "BSD-3-Clause",
  "bsd-3-clause license": "BSD-3-Clause",
  "isc license": "ISC",
  "isc license (iscl)": "ISC",
  "mit license": "MIT",
  "the mit license": "MIT",
  "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
  "mpl 2.0": "MPL-2.0",
  "python software foundation license": "PSF-2.0"
};
var IDS = new Map([...deprecated_default, ...spdx_license_ids_default].map((id) => [id.toLowerCase(), id]));
var EXCEPTION_IDS = new Map(EXCEPTIONS.map((id) => [id.toLowerCase(), id]));
var REFERENCE = /^(?:DocumentRef-[a-z0-9.-]+:)?LicenseRef-[a-z0-9.-]+$/i;
function spdxId(text) {
  return IDS.get(text.toLowerCase());
}
function spdxExpression(text) {
  const plain = text.trim();
  if (plain === "" || plain.length > LONGEST) return void 0;
  const spelled = Object.hasOwn(SPELLINGS, plain.toLowerCase()) ? SPELLINGS[plain.toLowerCase()] : void 0;
  if (spelled !== void 0) return spelled;
  const words = plain.replaceAll("(", " ( ").replaceAll(")", " ) ").trim().split(/\s+/);
  const reader = { words, at: 0, depth: 0 };
  const read = either(reader);
  return read !== void 0 && reader.at === words.length ? read.text : void 0;
}
function spdxAll(expressions) {
  const parts2 = expressions.map((one2) => expressions.length > 1 && / OR /.test(one2) ? `(${one2})` : one2);
  return parts2.join(" AND ");
}
function either(reader) {
  return row(reader, "or", both);
}
function both(reader) {
  return row(reader, "and", one);
}
function row(reader, level, part) {
  const first = part(reader);
  if (first === void 0) return void 0;
  const parts2 = [first];
  while (reader.words[reader.at]?.toLowerCase() === level) {
    reader.at += 1;
    const next = part(reader);
    if (next === void 0) return void 0;
    parts2.push(next);
  }
  if (parts2.length === 1) return first;
  const said = parts2.map(
    ({ text, level: inner }) => level === "and" && inner === "or" ? `(${text})` : text
  );
  return { text: said.join(` ${level.toUpperCase()} `), level };
}
function one(reader) {
  const word2 = reader.words[reader.at] ?? "";
  reader.at += 1;
  if (word2 === "(") {
    reader.depth += 1;
    if (reader.depth > DEEPEST) return void 0;
    const inner = either(reader);
    reader.depth -= 1;
    if (inner === void 0 || reader.words[reader.at] !== ")") return void 0;
    reader.at += 1;
    return inner;
  }
  const licence = licenceOf(word2);
  if (licence === void 0) return void 0;
  if (reader.words[reader.at]?.toLowerCase() !== "with") return { text: licence, level: "one" };
  const exception = EXCEPTION_IDS.get((reader.words[reader.at + 1] ?? "").toLowerCase());
  reader.at += 2;
  return exception === void 0 ? void 0 : { text: `${licence} WITH ${exception}`, level: "one" };
}
function licenceOf(word2) {
  const known = IDS.get(word2.toLowerCase());
  if (known !== void 0) return known;
  if (REFERENCE.test(word2)) return word2;
  const plain = word2.endsWith("+") ? IDS.get(word2.slice(0, -1).toLowerCase()) : void 0;
  return plain === void 0 ? void 0 : `${plain}+`;
}

// src/image/sbom/graph.ts
function dependencies(subject, others, packages5) {
  const edges = /* @__PURE__ */ new Map();
  const known = new Set(packages5.map(({ purl }) => purl));
  for (const { purl, needs } of packages5) {
    const there = needs?.filter((need) => need !== purl && known.has(need));
    edges.set(purl, there && [...new Set(there)].toSorted());
  }
  const needed2 = new Set([...edges.values()].flatMap((needs) => needs ?? []));
  const roots = [...known].filter((purl) => !needed2.has(purl));
  const reached = /* @__PURE__ */ new Set();
  for (const root of roots) reach(root, edges, reached);
  for (const purl of known) {
    if (reached.has(purl)) continue;
    roots.push(purl);
    reach(purl, edges, reached);
  }
  return [
    { ref: subject, dependsOn: [.../* @__PURE__ */ new Set([...others, ...roots])].toSorted() },
    ...[...edges].flatMap(([ref, needs]) => needs === void 0 ? [] : [{ ref, dependsOn: needs }])
  ];
}
function reach(from, edges, reached) {
  const waiting = [from];
  for (let next = waiting.pop(); next !== void 0; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...edges.get(next) ?? []);
  }
}

// src/image/sbom/licences.ts
var MOST = 200;
var LONGEST_NAME = 200;
function licenceOf2(text) {
  const spdx = spdxExpression(text);
  if (spdx !== void 0) return { spdx };
  const name = plainLine(text, LONGEST_NAME);
  return name === "" ? void 0 : { name };
}
function distinct(licences2) {
  const known = /* @__PURE__ */ new Map();
  for (const licence of licences2) {
    known.set("spdx" in licence ? `0${licence.spdx}` : `1${licence.name}`, licence);
    if (known.size >= MOST) break;
  }
  return [...known].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, licence]) => licence);
}

// src/image/sbom/merge.ts
var MOST_PLACES = 100;
function merged(packages5) {
  const groups = /* @__PURE__ */ new Map();
  for (const one2 of packages5) {
    const group = groups.get(one2.purl);
    if (group === void 0) groups.set(one2.purl, [one2]);
    else group.push(one2);
  }
  return [...groups].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, group]) => together(group)).filter((one2) => one2 !== void 0);
}
function together(group) {
  const [first] = group;
  if (first === void 0 || group.length === 1) return first;
  const needs = group.flatMap((one2) => one2.needs === void 0 ? [] : [one2.needs]);
  return {
    ...first,
    program: group.some(({ program }) => program),
    licences: distinct(group.flatMap(({ licences: licences2 }) => licences2)),
    hashes: hashesOf(group),
    publisher: group.find(({ publisher }) => publisher !== void 0)?.publisher,
    places: placesOf(group),
    needs: needs.length === 0 ? void 0 : needs.flat(),
    properties: Object.assign({}, ...group.toReversed().map(({ properties }) => properties))
  };
}
function hashesOf(group) {
  const known = new Map(
    group.flatMap(({ hashes }) => hashes.map((one2) => [`${one2.algorithm} ${one2.hex}`, one2]))
  );
  return [...known].toSorted(([a], [b]) => a < b ? -1 : 1).map(([, one2]) => one2);
}
function placesOf(group) {
  const known = new Map(group.flatMap(({ places }) => places.map((place) => [place.path, place])));
  return [...known.values()].toSorted((a, b) => a.path < b.path ? -1 : 1).slice(0, MOST_PLACES);
}

// src/image/sbom/assemble.ts
var SPEC_VERSION = "1.6";
function assemble(wish, inventory2) {
  const packages5 = merged(inventory2.packages);
  const subject = subjectOf(wish);
  const bases = baseComponents(wish);
  const system = inventory2.os === void 0 ? [] : [systemComponent(inventory2.os)];
  const components = [...packages5.map(packageComponent), ...bases, ...system];
  const timestamp = timestampOf(wish.epoch);
  return numbered({
    specVersion: SPEC_VERSION,
    metadata: {
      ...timestamp === void 0 ? {} : { timestamp },
      tools: { components: [{ type: "application", name: "sealsmith", version: wish.version }] },
      component: subject
    },
    components: sortedByRef(components),
    dependencies: dependencies(
      subject["bom-ref"],
      [...bases, ...system].map((one2) => one2["bom-ref"]),
      packages5
    )
  });
}
function subjectOf({ target, name }) {
  const clean = plainLine(name);
  if (target.kind === "image") return imageComponent(clean, target.image.descriptor.digest, target.image);
  return { type: "application", "bom-ref": `folder:${clean}`, name: clean };
}
function baseComponents({ bases }) {
  const components = bases.map(({ name, digest }) => imageComponent(name, digest));
  return [...new Map(components.map((one2) => [one2["bom-ref"], one2])).values()];
}
function imageComponent(name, digest, image) {
  const clean = plainLine(name);
  const repository = repositoryOf(clean);
  const last = repository.slice(repository.lastIndexOf("/") + 1).toLowerCase();
  const purl = packageUrl({
    type: "oci",
    name: last === "" ? "image" : last,
    version: digest,
    qualifiers: {
      arch: image?.platform.architecture,
      repository_url: repository.includes("/") ? repository.toLowerCase() : void 0
    }
  });
  return { type: "container", "bom-ref": purl, name: clean, version: digest, purl };
}
function repositoryOf(name) {
  const [beforeDigest = ""] = name.split("@", 1);
  const colon = beforeDigest.lastIndexOf(":");
  return colon > beforeDigest.lastIndexOf("/") ? beforeDigest.slice(0, colon) : beforeDigest;
}
function systemComponent(os) {
  return {
    type: "operating-system",
    "bom-ref": `os:${os.id}${os.version === void 0 ? "" : `@${os.version}`}`,
    name: os.id,
    ...os.version === void 0 ? {} : { version: os.version },
    description: os.name,
    evidence: { occurrences: [occurrence(os.place)] }
  };
}
function packageComponent(found2) {
  const { group, publisher, hashes } = found2;
  const licenses = licencesOf2(found2.licences);
  const properties = Object.entries(found2.properties).filter(([, value]) => value !== "").map(([name, value]) => ({ name: `sealsmith:${name}`, value })).toSorted((a, b) => a.name < b.name ? -1 : 1);
  return {
    type: found2.program ? "application" : "library",
    "bom-ref": found2.purl,
    ...publisher === void 0 || publisher === "" ? {} : { publisher },
    ...group === void 0 ? {} : { group },
    name: found2.name,
    ...found2.version === "" ? {} : { version: found2.version },
    ...hashes.length === 0 ? {} : { hashes: hashes.map(({ algorithm, hex }) => ({ alg: algorithm, content: hex })) },
    ...licenses.length === 0 ? {} : { licenses },
    purl: found2.purl,
    ...properties.length === 0 ? {} : { properties },
    evidence: { occurrences: found2.places.map(occurrence) }
  };
}
function licencesOf2(licences2) {
  const expressions = licences2.flatMap((one2) => "spdx" in one2 ? [one2.spdx] : []);
  const simple = expressions.every((one2) => spdxId(one2) === one2);
  if (!simple && expressions.length === licences2.length) return [{ expression: spdxAll(expressions) }];
  return licences2.map((one2) => {
    if ("name" in one2) return { license: { name: one2.name } };
    return { license: spdxId(one2.spdx) === one2.spdx ? { id: one2.spdx } : { name: one2.spdx } };
  });
}
function occurrence({ path, layer, sha256 }) {
  const where = layer === void 0 ? "" : `, layer ${layer}`;
  return { location: path.toWellFormed(), additionalContext: `sha256:${sha256}${where}` };
}
function sortedByRef(components) {
  const byRef = new Map(components.map((one2) => [one2["bom-ref"], one2]));
  return [...byRef.values()].toSorted((a, b) => a["bom-ref"] < b["bom-ref"] ? -1 : 1);
}

// src/image/sbom/gather.ts
var FIRST = 64;
var MOST_NOTES = 4e5;
var WHITEOUT = ".wh.";
var OPAQUE = ".wh..wh..opq";
var Gathering = class {
  catalogues;
  #links = /* @__PURE__ */ new Map();
  /** Every folder above a note: only these can take notes with them. */
  #above = /* @__PURE__ */ new Set();
  #troubles = /* @__PURE__ */ new Map();
  /** In this layer: what of the layers below is gone, itself and what is in it; folders of which only the content is. */
  #gone = /* @__PURE__ */ new Set();
  #emptied = /* @__PURE__ */ new Set();
  #memory = new Memory();
  #turn = 0;
  #layer;
  constructor(cataloguers) {
    this.catalogues = cataloguers.map((one2) => ({ cataloguer: one2, catalogue: one2.begin() }));
  }
  beginLayer(layer) {
    this.#layer = layer;
  }
  endLayer() {
    const turn = this.#turn;
    if (this.#gone.size + this.#emptied.size > 0) {
      const gone = (file) => file.turn < turn && this.#isGone(file.path);
      for (const { catalogue: catalogue2 } of this.catalogues) catalogue2.forgetWhere(gone);
      for (const [path, link] of this.#links) if (gone({ path, turn: link.turn })) this.#links.delete(path);
    }
    this.#gone.clear();
    this.#emptied.clear();
    this.#turn += 1;
  }
  folder(path) {
    this.#forget(path);
  }
  /** @param bytes  how many it says it has */
  file(path, bytes) {
    if (this.#whiteout(path)) return void 0;
    this.#replace(path);
    return new PassingFile(this.catalogues, this.#file(path), bytes, this.#memory, this);
  }
  link(path, target) {
    this.#replace(path);
    if (!this.catalogues.some(({ cataloguer: cataloguer2 }) => cataloguer2.wantsLink(path))) return;
    if (this.#links.size >= MOST_NOTES) this.trouble(path, "there are more links than are kept");
    else this.#links.set(path, { target, turn: this.#turn });
  }
  /** Another name for a file that has come by. */
  hardLink(path, of) {
    this.#replace(path);
    const none = Buffer.alloc(0);
    for (const { cataloguer: cataloguer2, catalogue: catalogue2 } of this.catalogues) {
      if (!cataloguer2.wants(path, none)) continue;
      if (catalogue2.alias(this.#file(path), of)) this.#noteAbove(path);
      else this.trouble(path, "it is another name for a file that was not looked at");
    }
  }
  /** Something without content. */
  other(path) {
    this.#replace(path);
  }
  /** Whether anybody wants a file that begins so. */
  isWanted(path, first) {
    return this.catalogues.some(({ cataloguer: cataloguer2 }) => cataloguer2.wants(path, first));
  }
  linkTarget(path) {
    return this.#links.get(path)?.target;
  }
  get troubles() {
    return [...this.#troubles].map(([clause, { first, count }]) => ({ clause, first, count }));
  }
  trouble(path, clause) {
    const known = this.#troubles.get(clause);
    if (known !== void 0) known.count += 1;
    else this.#troubles.set(clause, { first: path, count: 1 });
  }
  /** A cataloguer gets the whole file. */
  take({ cataloguer: cataloguer2, catalogue: catalogue2 }, file, bytes) {
    const notes = this.catalogues.reduce((sum, one2) => sum + one2.catalogue.count, 0);
    if (notes >= MOST_NOTES) {
      this.trouble(file.path, "there are more packages than are listed");
      return;
    }
    const remark2 = (clause) => this.trouble(file.path, `${cataloguer2.name}: ${clause}`);
    const problem = catalogue2.take(file, bytes, remark2);
    if (problem !== void 0) remark2(problem);
    else this.#noteAbove(file.path);
  }
  #file(path) {
    return { path, layer: this.#layer, turn: this.#turn };
  }
  /** What stands for something that is removed. */
  #whiteout(path) {
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    if (this.#layer === void 0 || !name.startsWith(WHITEOUT)) return false;
    const folder = path.slice(0, Math.max(0, slash));
    if (name === OPAQUE) this.#emptied.add(folder);
    else if (!name.startsWith(".wh..wh.")) {
      const target = name.slice(WHITEOUT.length);
      const gone = folder === "" ? target : `${folder}/${target}`;
      this.#gone.add(gone);
    }
    return true;
  }
  /** Something that is no folder takes the place of whatever was there. */
  #replace(path) {
    this.#forget(path);
    if (this.#above.has(path)) this.#gone.add(path);
  }
  #forget(path) {
    for (const { catalogue: catalogue2 } of this.catalogues) catalogue2.forget(path);
    this.#links.delete(path);
  }
  #isGone(path) {
    if (this.#gone.has(path) || this.#emptied.has("")) return true;
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      const above = path.slice(0, slash);
      if (this.#gone.has(above) || this.#emptied.has(above)) return true;
    }
    return false;
  }
  #noteAbove(path) {
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const above = path.slice(0, slash);
      if (this.#above.has(above)) return;
      this.#above.add(above);
    }
  }
};
var PassingFile = class {
  #all;
  #file;
  #bytes;
  #memory;
  #gathering;
  #wanting;
  /** All of it in one piece needs no copy. */
  #whole;
  constructor(all, file, bytes, memory, gathering) {
    this.#all = all;
    this.#file = file;
    this.#bytes = bytes;
    this.#memory = memory;
    this.#gathering = gathering;
    memory.clear();
  }
  content(piece) {
    if (this.#wanting?.length === 0) return;
    if (this.#wanting === void 0) {
      if (this.#memory.length === 0 && piece.length === this.#bytes) {
        this.#decide(piece);
        this.#whole = piece;
        this.#hand();
        this.#wanting = [];
        return;
      }
      this.#memory.add(piece);
      if (this.#memory.length < Math.min(FIRST, this.#bytes)) return;
      this.#decide(this.#memory.bytes());
      return;
    }
    this.#memory.add(piece);
  }
  ended() {
    if (this.#wanting === void 0) this.#decide(this.#memory.bytes());
    this.#hand();
  }
  #decide(beginning) {
    const first = beginning.subarray(0, FIRST);
    const wanting = this.#all.filter(({ cataloguer: cataloguer2 }) => cataloguer2.wants(this.#file.path, first));
    this.#wanting = wanting.filter(({ cataloguer: cataloguer2 }) => this.#bytes <= cataloguer2.limit);
    for (const { cataloguer: cataloguer2 } of wanting)
      if (this.#bytes > cataloguer2.limit)
        this.#gathering.trouble(this.#file.path, `${cataloguer2.name}: it is too large`);
  }
  #hand() {
    const bytes = this.#whole ?? this.#memory.bytes();
    for (const one2 of this.#wanting ?? []) this.#gathering.take(one2, this.#file, bytes);
  }
};
var Memory = class {
  #buffer = Buffer.allocUnsafe(1 << 20);
  length = 0;
  clear() {
    this.length = 0;
  }
  add(piece) {
    const wanted = this.length + piece.length;
    if (wanted > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(wanted, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.length);
      this.#buffer = grown;
    }
    this.#buffer.set(piece, this.length);
    this.length = wanted;
  }
  bytes() {
    return this.#buffer.subarray(0, this.length);
  }
};

// src/formats/apk-installed.ts
var MOST_PACKAGES = 1e5;
var FIELD = /^([A-Za-z]):/;
var FILES = "FRaMZ";
function readApkInstalled(text) {
  const packages5 = [];
  let fields = /* @__PURE__ */ new Map();
  let left = 0;
  const finish = () => {
    if (fields.size > 0) {
      if (packages5.length < MOST_PACKAGES) packages5.push(fields);
      else left += 1;
    }
    fields = /* @__PURE__ */ new Map();
  };
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end);
    at = end === -1 ? text.length : end + 1;
    if (line === "") finish();
    const letter = FIELD.exec(line)?.[1];
    if (letter !== void 0 && !FILES.includes(letter) && !fields.has(letter))
      fields.set(letter, line.slice(2));
  }
  finish();
  return { packages: packages5, left };
}

// src/image/sbom/cataloguer.ts
function cataloguer(spec) {
  return {
    name: spec.name,
    summary: spec.summary,
    limit: spec.limit,
    wants: (path, first) => spec.wants(path, first),
    wantsLink: (path) => spec.wantsLink?.(path) === true,
    begin: () => catalogue(spec)
  };
}
function catalogue(spec) {
  const notes = /* @__PURE__ */ new Map();
  const sorted = () => [...notes.values()].toSorted((a, b) => a.file.path < b.file.path ? -1 : 1);
  return {
    get count() {
      return notes.size;
    },
    take(file, bytes, remark2) {
      const read = spec.read(file.path, bytes, remark2);
      if (!read.ok) return read.failure;
      if (read.value !== void 0) {
        const sha256 = hash("sha256", bytes);
        notes.set(file.path, { file: { ...file, sha256 }, note: read.value });
      }
      return void 0;
    },
    alias(file, of) {
      const known = notes.get(of);
      if (known !== void 0) notes.set(file.path, { ...known, file: { ...known.file, ...file } });
      return known !== void 0;
    },
    forget: (path) => void notes.delete(path),
    forgetWhere(gone) {
      for (const [path, { file }] of notes) if (gone(file)) notes.delete(path);
    },
    packages: (tree) => spec.packages(sorted(), tree),
    system: (place) => spec.system?.(sorted(), place)
  };
}

// src/image/sbom/os-release.ts
var osRelease = cataloguer({
  name: "os-release",
  summary: "the system: /etc/os-release",
  limit: 64 * 1024,
  wants: (path) => path === "etc/os-release" || path === "usr/lib/os-release",
  read: (_path, bytes) => ok(readOsRelease(textOf(bytes))),
  packages: () => [],
  // By path, so that the one in etc/ goes first.
  system: ([first], place) => first && { ...first.note, place: place(first.file) }
});
var WORD = /^[a-z0-9._-]{1,64}$/;
var VERSION = /^[a-z0-9._-]{1,64}$/i;
function readOsRelease(text) {
  const values = /* @__PURE__ */ new Map();
  for (const line of text.split("\n")) {
    const equals = line.indexOf("=");
    if (equals > 0 && !line.startsWith("#"))
      values.set(line.slice(0, equals).trim(), unquoted(line.slice(equals + 1).trim()));
  }
  const id = values.get("ID") ?? "";
  if (!WORD.test(id)) return void 0;
  const version = values.get("VERSION_ID") ?? "";
  const name = plainLine(values.get("PRETTY_NAME") ?? "");
  return {
    id,
    version: VERSION.test(version) ? version : void 0,
    name: name === "" ? id : name
  };
}
function unquoted(text) {
  const quote = text[0];
  const inner = (quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text;
  return quote === "'" ? inner : inner.replace(/\\(["$`\\])/g, "$1");
}
function distroOf(os) {
  if (os === void 0) return void 0;
  return os.version === void 0 ? os.id : `${os.id}-${os.version}`;
}

// src/image/sbom/apk.ts
var PATHS = /* @__PURE__ */ new Set(["lib/apk/db/installed", "usr/lib/apk/db/installed"]);
var apk = cataloguer({
  name: "apk",
  summary: "Alpine packages: /lib/apk/db/installed",
  limit: 64 * 1024 * 1024,
  wants: (path) => PATHS.has(path),
  read(_path, bytes, remark2) {
    const { packages: found2, left } = readApkInstalled(textOf(bytes));
    if (left > 0) remark2("more packages than are read");
    return ok(found2.flatMap((fields) => installedOf(fields, remark2) ?? []));
  },
  packages
});
function installedOf(fields, remark2) {
  const [name, version] = [word(fields.get("P")), word(fields.get("V"))];
  if (name === void 0 || version === void 0) {
    remark2(NAMELESS);
    return void 0;
  }
  return {
    name,
    version,
    arch: word(fields.get("A")) ?? "",
    origin: word(fields.get("o")),
    licence: fields.get("L") ?? "",
    maintainer: plainLine(fields.get("m") ?? ""),
    homepage: plainLine(fields.get("U") ?? ""),
    hashes: hashOf(fields.get("C") ?? ""),
    needs: names(fields.get("D")),
    provides: names(fields.get("p"))
  };
}
function hashOf(text) {
  if (!/^Q1[A-Za-z0-9+/]{27}=$/.test(text)) return [];
  return [{ algorithm: "SHA-1", hex: Buffer.from(text.slice(2), "base64").toString("hex") }];
}
function names(field) {
  return (field ?? "").split(" ").flatMap((part) => {
    const name = /^[^=<>~!@]+/.exec(part)?.[0];
    return name === void 0 ? [] : [name];
  });
}
function packages(notes, tree) {
  const installed = notes.flatMap(
    ({ file, note }) => note.map((one2) => ({ one: one2, place: tree.place(file), purl: purlOf(one2, tree) }))
  );
  const byName2 = /* @__PURE__ */ new Map();
  for (const { one: one2, purl } of installed) byName2.set(one2.name, purl);
  for (const { one: one2, purl } of installed)
    for (const name of one2.provides) if (!byName2.has(name)) byName2.set(name, purl);
  return installed.map(({ one: one2, place, purl }) => ({
    kind: "apk",
    program: false,
    group: void 0,
    name: one2.name,
    version: one2.version,
    purl,
    licences: [licenceOf2(one2.licence)].filter((licence) => licence !== void 0),
    hashes: one2.hashes,
    publisher: one2.maintainer,
    places: [place],
    needs: one2.needs.flatMap((name) => byName2.get(name) ?? []),
    properties: { homepage: one2.homepage }
  }));
}
function purlOf({ name, version, arch, origin }, tree) {
  return packageUrl({
    type: "apk",
    namespace: tree.os?.id ?? "alpine",
    name,
    version,
    qualifiers: { arch, distro: distroOf(tree.os), upstream: origin === name ? void 0 : origin }
  });
}

// src/image/sbom/dpkg-copyright.ts
var WANTED = /* @__PURE__ */ new Set(["format", "files", "license"]);
function readCopyright(text) {
  const found2 = /^Format(?:-Specification)?:/im.test(text.slice(0, 4096)) ? machineReadable(text) : [];
  return distinct(found2.length > 0 ? found2 : commonLicences(text));
}
function machineReadable(text) {
  const names3 = /* @__PURE__ */ new Set();
  for (const paragraph of readDeb822(text, WANTED).paragraphs) {
    const [first = ""] = (paragraph.get("license") ?? "").split("\n", 1);
    const name = plainLine(first, 200);
    if (name !== "") names3.add(name);
  }
  return [...names3].map(debianLicence).flatMap(parts);
}
function parts(licence) {
  if (!("spdx" in licence) || licence.spdx.includes(" OR ")) return [licence];
  return licence.spdx.split(" AND ").map((spdx) => ({ spdx }));
}
function debianLicence(name) {
  const words = name.replaceAll(",", " ").split(/\s+/);
  if (name.includes(",") && words.some((word2) => word2.toLowerCase() === "or")) return { name };
  const exception = /^(\S+) with (\S+) exception$/i.exec(name.trim());
  const [, licence = "", which = ""] = exception ?? [];
  const said = exception === null ? words.map((word2) => /^(?:and|or)$/i.test(word2) ? word2 : debianWord(word2)).join(" ") : `${debianWord(licence)} WITH ${Object.hasOwn(EXCEPTIONS2, which.toLowerCase()) ? EXCEPTIONS2[which.toLowerCase()] : which}`;
  const spdx = spdxExpression(said);
  return spdx === void 0 ? { name } : { spdx };
}
var WORDS = {
  expat: "MIT",
  "mit/x11": "MIT",
  perl: "(Artistic-1.0-Perl OR GPL-1.0-or-later)",
  "psf-2": "PSF-2.0",
  python: "PSF-2.0",
  zlib: "Zlib",
  "bsd-2-clauses": "BSD-2-Clause",
  "bsd-3-clauses": "BSD-3-Clause"
};
var EXCEPTIONS2 = {
  autoconf: "Autoconf-exception-generic",
  bison: "Bison-exception-2.2",
  classpath: "Classpath-exception-2.0",
  font: "Font-exception-2.0",
  gcc: "GCC-exception-3.1",
  libtool: "Libtool-exception"
};
var GNU = /^([AL]?GPL|GFDL)-?v?(\d)(?:\.(\d))?(?:\.0)?(\+?)$/i;
function debianWord(word2) {
  const known = WORDS[word2.toLowerCase()];
  if (known !== void 0 && Object.hasOwn(WORDS, word2.toLowerCase())) return known;
  const gnu = GNU.exec(word2);
  if (gnu !== null) {
    const [, family = "", major = "", minor = "0", plus = ""] = gnu;
    return `${family.toUpperCase()}-${major}.${minor}-${plus === "+" ? "or-later" : "only"}`;
  }
  return spdxId(word2) ?? word2;
}
function commonLicences(text) {
  const names3 = /* @__PURE__ */ new Set();
  for (const [, name = ""] of text.matchAll(
    /\/usr\/share\/common-licenses\/([A-Za-z0-9][A-Za-z0-9.-]{0,40})/g
  )) {
    names3.add(name.replace(/[.-]+$/, ""));
    if (names3.size >= 50) break;
  }
  return [...names3].map((name) => {
    const known = /^(?:Apache|MPL|CC0)-/.test(name) ? spdxId(name) : void 0;
    return known === void 0 ? { name } : { spdx: known };
  });
}

// src/image/sbom/dpkg.ts
var STATUS = "var/lib/dpkg/status";
var STATUS_FOLDER = "var/lib/dpkg/status.d/";
var COPYRIGHT = /^usr\/share\/doc\/([^/]+)\/copyright$/;
var DOC_LINK = /^usr\/share\/doc\/[^/]+$/;
var FIELDS = /* @__PURE__ */ new Set([
  "package",
  "status",
  "version",
  "architecture",
  "source",
  "maintainer",
  "homepage",
  "provides",
  "depends",
  "pre-depends"
]);
var dpkg = cataloguer({
  name: "dpkg",
  summary: "Debian packages: /var/lib/dpkg/status, status.d/ of distroless images",
  limit: 64 * 1024 * 1024,
  wants: (path) => path === STATUS || path.startsWith(STATUS_FOLDER) && !path.endsWith(".md5sums") || COPYRIGHT.test(path),
  wantsLink: (path) => DOC_LINK.test(path),
  read(path, bytes, remark2) {
    const text = textOf(bytes);
    if (COPYRIGHT.test(path)) return ok({ kind: "copyright", licences: readCopyright(text) });
    const { paragraphs, broken, left } = readDeb822(text, FIELDS);
    if (broken > 0) remark2("lines that are no fields of a package");
    if (left > 0) remark2("more packages than are read");
    return ok({ kind: "status", installed: paragraphs.flatMap((one2) => installedOf2(one2, remark2) ?? []) });
  },
  packages: packages2
});
function installedOf2(paragraph, remark2) {
  const state = paragraph.get("status")?.split(/\s+/).at(-1);
  if (state === "config-files" || state === "not-installed") return void 0;
  const [name, version] = [word(paragraph.get("package")), word(paragraph.get("version"))];
  if (name === void 0 || version === void 0) {
    remark2(NAMELESS);
    return void 0;
  }
  const needs = [paragraph.get("pre-depends"), paragraph.get("depends")];
  return {
    name,
    version,
    arch: word(paragraph.get("architecture")) ?? "",
    source: word(paragraph.get("source")),
    maintainer: plainLine(paragraph.get("maintainer") ?? ""),
    homepage: plainLine(paragraph.get("homepage") ?? ""),
    provides: names2(paragraph.get("provides")).flat(),
    needs: needs.flatMap(names2)
  };
}
function names2(field) {
  if (field === void 0) return [];
  return field.split(",").map((part) => part.split("|").flatMap((one2) => /^\s*([A-Za-z0-9][A-Za-z0-9+.-]*)/.exec(one2)?.[1] ?? [])).filter((part) => part.length > 0);
}
function packages2(notes, tree) {
  const copyrights = /* @__PURE__ */ new Map();
  for (const { file, note } of notes)
    if (note.kind === "copyright")
      copyrights.set(file.path, { licences: note.licences, place: tree.place(file) });
  const installed = notes.flatMap(
    ({ file, note }) => note.kind === "status" ? note.installed.map((one2) => ({ one: one2, place: tree.place(file), purl: purlOf2(one2, tree) })) : []
  );
  const byName2 = /* @__PURE__ */ new Map();
  for (const { one: one2, purl } of installed) byName2.set(one2.name, purl);
  for (const { one: one2, purl } of installed)
    for (const name of one2.provides) if (!byName2.has(name)) byName2.set(name, purl);
  return installed.map(({ one: one2, place, purl }) => {
    const copyright = copyrights.get(copyrightOf(one2.name, tree));
    return {
      kind: "deb",
      program: false,
      group: void 0,
      name: one2.name,
      version: one2.version,
      purl,
      licences: copyright?.licences ?? [],
      hashes: [],
      publisher: one2.maintainer,
      places: copyright === void 0 ? [place] : [place, copyright.place],
      needs: one2.needs.flatMap((alternatives) => {
        const found2 = alternatives.find((name) => byName2.has(name));
        return found2 === void 0 ? [] : byName2.get(found2) ?? [];
      }),
      properties: { homepage: one2.homepage }
    };
  });
}
function purlOf2({ name, version, arch, source }, tree) {
  const [, sourceName, sourceVersion] = /^(\S+)(?: \(([^)]*)\))?$/.exec(source ?? "") ?? [];
  return packageUrl({
    type: "deb",
    namespace: tree.os?.id ?? "debian",
    name,
    version,
    qualifiers: {
      arch,
      distro: distroOf(tree.os),
      upstream: sourceName === void 0 || sourceVersion === void 0 ? sourceName : `${sourceName}@${sourceVersion}`
    }
  });
}
function copyrightOf(name, tree) {
  let folder = `usr/share/doc/${name}`;
  for (let hop = 0; hop < 4; hop += 1) {
    const target = tree.link(folder);
    if (target === void 0) break;
    folder = target.startsWith("/") ? posix.normalize(target).slice(1) : posix.join(posix.dirname(folder), target);
  }
  return `${folder}/copyright`;
}

// src/formats/elf-image.ts
var LOAD = 1;
var EXECUTE_WRITE = 3;
var WRITE = 2;
var SECTION = ".go.buildinfo";
var MOST_HEADERS = 4096;
function elfImage(file) {
  if (file.length < 64 || file.readUInt32BE(0) !== 2135247942) return void 0;
  const [wide, little] = [file[4] === 2, file[5] !== 2];
  const view = new Numbers(file, wide, little);
  const segments2 = loaded(view);
  const section = goSection(view);
  const data = segments2.find(({ flags }) => (flags & EXECUTE_WRITE) === WRITE);
  return {
    goRegions: section === void 0 ? data === void 0 ? [] : [data] : [section],
    pointers: { little },
    read(address, bytes) {
      for (const { at, end, address: start } of segments2) {
        const offset = address - start;
        if (offset < 0n || offset > BigInt(end - at - bytes)) continue;
        const from = at + Number(offset);
        return file.subarray(from, from + bytes);
      }
      return void 0;
    }
  };
}
var Numbers = class {
  file;
  wide;
  #little;
  constructor(file, wide, little) {
    this.file = file;
    this.wide = wide;
    this.#little = little;
  }
  half(at) {
    if (at < 0 || at + 2 > this.file.length) return 0;
    return this.#little ? this.file.readUInt16LE(at) : this.file.readUInt16BE(at);
  }
  word(at) {
    if (at < 0 || at + 4 > this.file.length) return 0;
    return this.#little ? this.file.readUInt32LE(at) : this.file.readUInt32BE(at);
  }
  /** An address or offset: 4 or 8 bytes. */
  long(at) {
    if (!this.wide) return BigInt(this.word(at));
    if (at < 0 || at + 8 > this.file.length) return 0n;
    return this.#little ? this.file.readBigUInt64LE(at) : this.file.readBigUInt64BE(at);
  }
  /** A part of the file; what reaches beyond its end is cut. */
  region(offset, size) {
    const most = BigInt(this.file.length);
    const at = offset > most ? most : offset;
    const end = at + size > most ? most : at + size;
    return { at: Number(at), end: Number(end) };
  }
};
function loaded(view) {
  const { wide } = view;
  const [table, size, count] = [
    view.long(wide ? 32 : 28),
    view.half(wide ? 54 : 42),
    view.half(wide ? 56 : 44)
  ];
  const segments2 = [];
  for (let index = 0; index < Math.min(count, MOST_HEADERS); index += 1) {
    const at = Number(table) + index * size;
    if (view.word(at) !== LOAD) continue;
    const flags = view.word(at + (wide ? 4 : 24));
    const offset = view.long(at + (wide ? 8 : 4));
    const address = view.long(at + (wide ? 16 : 8));
    const bytes = view.long(at + (wide ? 32 : 16));
    segments2.push({ ...view.region(offset, bytes), address, flags });
  }
  return segments2;
}
function goSection(view) {
  const { wide, file } = view;
  const [table, size] = [Number(view.long(wide ? 40 : 32)), view.half(wide ? 58 : 46)];
  const [count, names3] = [view.half(wide ? 60 : 48), view.half(wide ? 62 : 50)];
  const offset = (at) => view.long(at + (wide ? 24 : 16));
  const bytes = (at) => view.long(at + (wide ? 32 : 20));
  const nameTable = Number(offset(table + names3 * size));
  for (let index = 0; index < Math.min(count, MOST_HEADERS); index += 1) {
    const at = table + index * size;
    const name = nameTable + view.word(at);
    if (file.toString("latin1", name, name + SECTION.length + 1) === `${SECTION}\0`)
      return view.region(offset(at), bytes(at));
  }
  return void 0;
}

// src/formats/go-buildinfo.ts
var MAGIC = Buffer.from("ÿ Go buildinf:", "latin1");
var ALIGN = 16;
var HEADER = 32;
var MOST_MODULE_BYTES = 16 * 1024 * 1024;
var MOST_VERSION_BYTES = 1024;
var MOST_LINES = 1e5;
function readGoBuild(program) {
  const elf = elfImage(program);
  const regions = elf?.goRegions ?? [{ at: 0, end: program.length }];
  for (const { at, end } of regions) {
    for (let found2 = nextMagic(program, at, end); found2 !== -1; found2 = nextMagic(program, found2 + ALIGN, end)) {
      const build = buildAt(program, found2, (address, most) => elf?.read(address, most), elf?.pointers);
      if (build !== void 0) return build;
    }
  }
  return void 0;
}
function nextMagic(program, from, end) {
  for (let at = program.indexOf(MAGIC, from); at !== -1 && at + HEADER <= end; at = program.indexOf(MAGIC, at + 1)) {
    if ((at - from) % ALIGN === 0 || at % ALIGN === 0) return at;
  }
  return -1;
}
function buildAt(program, at, memory, pointers) {
  const flags = program[at + 15] ?? 0;
  const texts = (flags & 2) !== 0 ? inline(program, at + HEADER) : pointers && behind(program, at, (flags & 1) === 0, memory);
  if (texts === void 0) return void 0;
  const [version, modules] = texts;
  const go2 = version.toString("utf8");
  if (!/^(?:go|devel )[ -~]{1,200}$/.test(go2)) return void 0;
  return { go: go2, ...readModules(unwrapped(modules)) };
}
function inline(program, at) {
  const version = counted(program, at, MOST_VERSION_BYTES);
  if (version === void 0) return void 0;
  const modules = counted(program, version.end, MOST_MODULE_BYTES);
  return modules && [version.bytes, modules.bytes];
}
function counted(program, at, most) {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = program[at + index];
    if (byte === void 0) return void 0;
    length += (byte & 127) * 2 ** (7 * index);
    if ((byte & 128) !== 0) continue;
    const start = at + index + 1;
    if (length > most || start + length > program.length) return void 0;
    return { bytes: program.subarray(start, start + length), end: start + length };
  }
  return void 0;
}
function behind(program, at, little, memory) {
  const size = program[at + 14];
  if (size !== 4 && size !== 8) return void 0;
  const number = (bytes, offset) => {
    if (size === 4) return BigInt(little ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset));
    return little ? bytes.readBigUInt64LE(offset) : bytes.readBigUInt64BE(offset);
  };
  const text = (offset, most) => {
    const header = memory(number(program, offset), 2 * size);
    if (header === void 0) return void 0;
    const length = number(header, size);
    return length > BigInt(most) ? void 0 : memory(number(header, 0), Number(length));
  };
  const version = text(at + 16, MOST_VERSION_BYTES);
  return version && [version, text(at + 16 + size, MOST_MODULE_BYTES) ?? Buffer.alloc(0)];
}
function unwrapped(modules) {
  const whole = modules.length >= 33 && modules[modules.length - 17] === 10;
  return whole ? modules.toString("utf8", 16, modules.length - 16) : "";
}
function readModules(text) {
  let path = "";
  let main;
  const modules = [];
  const settings = /* @__PURE__ */ new Map();
  let last;
  for (const line of text.split("\n", MOST_LINES)) {
    const [word2 = "", ...parts2] = line.split("	");
    if (word2 === "path") path = parts2[0] ?? "";
    else if (word2 === "mod" || word2 === "dep") {
      const found2 = moduleOf(parts2);
      last = word2 === "mod" ? "main" : "module";
      if (last === "main") main = found2;
      else modules.push(found2);
    } else if (word2 === "=>" && last === "main") main = moduleOf(parts2);
    else if (word2 === "=>" && last === "module") modules[modules.length - 1] = moduleOf(parts2);
    else if (word2 === "build") {
      const setting = parts2.join("	");
      const equals = setting.indexOf("=");
      if (equals > 0) settings.set(setting.slice(0, equals), setting.slice(equals + 1));
    }
  }
  return { path, main, modules, settings };
}
function moduleOf([path = "", version = "", sum = ""]) {
  return { path, version, sum };
}

// src/image/sbom/go.ts
var go = cataloguer({
  name: "go",
  summary: "Go programs: the build information in each of them",
  limit: 512 * 1024 * 1024,
  wants: (_path, first) => isProgram(first),
  read: (_path, bytes) => ok(readGoBuild(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
  packages: (notes, tree) => notes.flatMap((note) => packagesOf(note, tree))
});
function isProgram(first) {
  const [a, b, c, d] = first;
  if (a === 127) return b === 69 && c === 76 && d === 70;
  if (a === 77) return b === 90 && first.length >= 64;
  if (a === 207) return b === 250 && c === 237 && d === 254;
  return a === 202 && b === 254 && c === 186 && d === 190;
}
function packagesOf({ file, note }, tree) {
  const place = tree.place(file);
  const modules = note.modules.flatMap((module) => moduleFound(module, place) ?? []);
  const library = libraryFound(note.go, place);
  const linked2 = [...modules, ...library === void 0 ? [] : [library]];
  const main = note.main && mainFound(note, note.main, place, linked2);
  return main === void 0 ? linked2 : [...linked2, main];
}
function moduleFound({ path, version, sum }, place) {
  if (word(path) === void 0 || path.startsWith(".") || path.startsWith("/")) return void 0;
  return {
    ...common(path, place),
    version: word(version) ?? "",
    purl: goUrl(path, version),
    properties: { "go:sum": word(sum) ?? "" }
  };
}
function libraryFound(version, place) {
  const [, number] = /^go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/.exec(version) ?? [];
  if (number === void 0) return void 0;
  return {
    ...common("stdlib", place),
    version: number,
    purl: goUrl("stdlib", number),
    licences: [{ spdx: "BSD-3-Clause" }]
  };
}
function mainFound(build, main, place, linked2) {
  if (word(main.path) === void 0) return void 0;
  const version = mainVersion(build, main);
  const settings = ["vcs.revision", "vcs.time", "vcs.modified", "GOOS", "GOARCH", "CGO_ENABLED"].map(
    (name) => [`go:${name}`, word(build.settings.get(name)) ?? ""]
  );
  return {
    ...common(main.path, place),
    program: true,
    version,
    purl: goUrl(main.path, version),
    needs: linked2.map(({ purl }) => purl),
    properties: {
      "go:package": word(build.path) ?? "",
      "go:version": word(build.go) ?? "",
      ...Object.fromEntries(settings)
    }
  };
}
function mainVersion({ settings }, { version }) {
  if (version !== "(devel)" && version !== "") return word(version) ?? "";
  const revision = settings.get("vcs.revision") ?? "";
  const time = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(settings.get("vcs.time") ?? "");
  if (!/^[0-9a-f]{12,64}$/.test(revision) || time === null) return "";
  const dirty = settings.get("vcs.modified") === "true" ? "+dirty" : "";
  return `v0.0.0-${time.slice(1).join("")}-${revision.slice(0, 12)}${dirty}`;
}
function common(path, place) {
  return {
    kind: "go",
    program: false,
    group: void 0,
    name: path,
    version: "",
    purl: "",
    licences: [],
    hashes: [],
    publisher: void 0,
    places: [place],
    needs: void 0,
    properties: {}
  };
}
function goUrl(path, version) {
  const slash = path.lastIndexOf("/");
  return packageUrl({
    type: "golang",
    namespace: path.slice(0, Math.max(0, slash)),
    name: path.slice(slash + 1),
    version
  });
}

// src/image/sbom/json.ts
var DEEPEST2 = 200;
function readJson(bytes) {
  const text = textOf(bytes).replace(/^\ufeff/, "");
  if (tooDeep(bytes)) return err("it is nested too deeply");
  try {
    return ok(JSON.parse(text));
  } catch {
    return err("it is no JSON");
  }
}
function tooDeep(bytes) {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inText) {
      if (byte === 92) at += 1;
      else if (byte === 34) inText = false;
    } else if (byte === 34) inText = true;
    else if (byte === 123 || byte === 91) {
      depth += 1;
      if (depth > DEEPEST2) return true;
    } else if (byte === 125 || byte === 93) depth -= 1;
  }
  return false;
}

// src/image/sbom/npm-manifest.ts
var MOST_NEEDS = 5e3;
var NAME = /^(?:@[^/\s]+\/)?[^/@\s][^/\s]*$/;
function readNpmManifest(bytes) {
  const json = readJson(bytes);
  if (!json.ok) return json;
  const { value } = json;
  if (!isPlainObject(value)) return ok(void 0);
  const [name, version] = [packageName(value["name"]), word(value["version"])];
  if (name === void 0 || version === void 0) return ok(void 0);
  const needs = ["dependencies", "optionalDependencies", "peerDependencies"].flatMap((kind) => {
    const names3 = value[kind];
    return isPlainObject(names3) ? Object.keys(names3) : [];
  });
  return ok({
    name,
    version,
    licences: licencesOf3(value),
    author: authorOf(value["author"]),
    needs: needs.filter((one2) => packageName(one2) !== void 0).slice(0, MOST_NEEDS)
  });
}
function packageName(value) {
  const name = word(value);
  return name !== void 0 && name.length <= 214 && NAME.test(name) ? name : void 0;
}
function licencesOf3(manifest) {
  const field = manifest["license"] ?? manifest["licenses"];
  const list = Array.isArray(field) ? field.slice(0, 50) : [field];
  return distinct(
    list.flatMap((one2) => {
      const text = isPlainObject(one2) ? one2["type"] : one2;
      return typeof text === "string" ? licenceOf2(text) ?? [] : [];
    })
  );
}
function authorOf(value) {
  const text = isPlainObject(value) ? value["name"] : value;
  return typeof text === "string" ? plainLine(text) : "";
}

// src/image/sbom/npm-lock.ts
var MOST2 = 5e4;
function readNpmLock(bytes) {
  const json = readJson(bytes);
  if (!json.ok) return json;
  const { value } = json;
  if (!isPlainObject(value)) return err("it is no lock file");
  const { packages: packages5, dependencies: dependencies3 } = value;
  const found2 = isPlainObject(packages5) ? byFolder(packages5) : isPlainObject(dependencies3) ? byName(dependencies3) : [];
  return ok({ locked: found2.slice(0, MOST2), left: Math.max(0, found2.length - MOST2) });
}
function byFolder(packages5) {
  return Object.entries(packages5).flatMap(([folder, entry]) => {
    const at = folder.lastIndexOf("node_modules/");
    if (at === -1 || !isPlainObject(entry) || entry["link"] === true) return [];
    return locked(entry["name"] ?? folder.slice(at + "node_modules/".length), entry) ?? [];
  });
}
function byName(dependencies3) {
  const found2 = [];
  const waiting = [dependencies3];
  for (let next = waiting.pop(); next !== void 0; next = waiting.pop()) {
    for (const [name, entry] of Object.entries(next)) {
      if (!isPlainObject(entry)) continue;
      const one2 = locked(name, entry);
      if (one2 !== void 0) found2.push(one2);
      if (isPlainObject(entry["dependencies"])) waiting.push(entry["dependencies"]);
    }
  }
  return found2;
}
function locked(rawName, entry) {
  const [name, version] = [packageName(rawName), word(entry["version"])];
  if (name === void 0 || version === void 0 || version.includes(":")) return void 0;
  return { name, version, hashes: hashesOf2(entry["integrity"]), dev: entry["dev"] === true };
}
var ALGORITHMS = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };
var BYTES = { "SHA-1": 20, "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 };
function hashesOf2(integrity) {
  if (typeof integrity !== "string" || integrity.length > 1e3) return [];
  return integrity.split(/\s+/).flatMap((one2) => {
    const [, name = "", base64 = ""] = /^(sha1|sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})$/.exec(one2) ?? [];
    const algorithm = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : void 0;
    const bytes = Buffer.from(base64, "base64");
    return algorithm !== void 0 && bytes.length === BYTES[algorithm] ? [{ algorithm, hex: bytes.toString("hex") }] : [];
  });
}

// src/image/sbom/npm.ts
var INSTALLED = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;
var LOCK = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|node_modules\/\.package-lock\.json)$/;
var npm = cataloguer({
  name: "npm",
  summary: "npm packages: package.json below node_modules, and of applications; package-lock.json",
  limit: 32 * 1024 * 1024,
  wants: (path) => path.endsWith("package.json") ? isPackage(path) : path.endsWith(".json") && isLock(path),
  // pnpm's and workspaces' folders are links.
  wantsLink: (path) => path.includes("node_modules/"),
  read(path, bytes, remark2) {
    if (isLock(path)) {
      const lock = readNpmLock(bytes);
      if (!lock.ok) return lock;
      if (lock.value.left > 0) remark2("more packages than are read");
      return { ok: true, value: { kind: "lock", locked: lock.value.locked } };
    }
    const manifest = readNpmManifest(bytes);
    if (!manifest.ok) return manifest;
    if (manifest.value === void 0 && INSTALLED.test(path)) return { ok: false, failure: NAMELESS };
    return { ok: true, value: manifest.value && { kind: "package", manifest: manifest.value } };
  },
  packages: packages3
});
function isPackage(path) {
  if (INSTALLED.test(path)) return true;
  return (path === "package.json" || path.endsWith("/package.json")) && !path.includes("node_modules/");
}
function isLock(path) {
  return LOCK.test(path) && !/node_modules\/[^.]/.test(path);
}
function packages3(notes, tree) {
  const installed = notes.flatMap(
    ({ file, note }) => note.kind === "package" ? [{ file, manifest: note.manifest, folder: folderOf(file.path), purl: purlOf3(note.manifest) }] : []
  );
  const byFolder2 = new Map(installed.map((one2) => [one2.folder, one2.purl]));
  const there = new Set(byFolder2.values());
  const hashes = /* @__PURE__ */ new Map();
  const promised = /* @__PURE__ */ new Map();
  for (const { file, note } of notes) {
    if (note.kind !== "lock") continue;
    for (const one2 of note.locked) {
      const purl = purlOf3(one2);
      if (one2.hashes.length > 0) hashes.set(purl, one2.hashes);
      const wanted = tree.what === "folder" && !there.has(purl) && !promised.has(purl);
      if (wanted)
        promised.set(purl, {
          ...found(one2, purl, file, tree),
          hashes: one2.hashes,
          properties: { "npm:state": one2.dev ? "locked for development" : "locked" }
        });
    }
  }
  return [
    ...installed.map(({ file, manifest, folder, purl }) => ({
      ...found(manifest, purl, file, tree),
      program: !INSTALLED.test(file.path),
      licences: manifest.licences,
      publisher: manifest.author,
      hashes: hashes.get(purl) ?? [],
      needs: manifest.needs.flatMap((name) => resolve(folder, name, byFolder2, tree) ?? [])
    })),
    ...promised.values()
  ];
}
function found(one2, purl, file, tree) {
  const { scope, name } = parted(one2.name);
  return {
    kind: "npm",
    program: false,
    group: scope,
    name,
    version: one2.version,
    purl,
    licences: [],
    hashes: [],
    publisher: void 0,
    places: [tree.place(file)],
    needs: void 0,
    properties: {}
  };
}
function purlOf3(one2) {
  const { scope, name } = parted(one2.name);
  return packageUrl({
    type: "npm",
    ...scope === void 0 ? {} : { namespace: scope },
    name,
    version: one2.version
  });
}
function parted(name) {
  const slash = name.startsWith("@") ? name.indexOf("/") : -1;
  return slash === -1 ? { scope: void 0, name } : { scope: name.slice(0, slash), name: name.slice(slash + 1) };
}
function folderOf(path) {
  return path === "package.json" ? "" : path.slice(0, -"/package.json".length);
}
var DEEPEST3 = 64;
function resolve(from, name, byFolder2, tree) {
  let folder = from;
  for (let hop = 0; hop < DEEPEST3; hop += 1) {
    if (folder !== "node_modules" && !folder.endsWith("/node_modules")) {
      const at = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
      const purl = byFolder2.get(at) ?? byFolder2.get(linked(at, tree));
      if (purl !== void 0) return purl;
    }
    if (folder === "") return void 0;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
  }
  return void 0;
}
function linked(path, tree) {
  const target = tree.link(path);
  if (target === void 0) return "";
  return target.startsWith("/") ? posix.normalize(target).slice(1) : posix.join(posix.dirname(path), target);
}

// src/formats/mail-headers.ts
var MOST_HEADERS2 = 2e4;
function readHeaders(text) {
  const headers = /* @__PURE__ */ new Map();
  let values;
  let count = 0;
  for (let at = 0; at < text.length && count < MOST_HEADERS2; ) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end).replace(/\r$/, "");
    at = end === -1 ? text.length : end + 1;
    if (line === "") break;
    if (line.startsWith(" ") || line.startsWith("	")) {
      const last = values?.pop();
      if (last !== void 0) values?.push(`${last}
${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(":");
    values = void 0;
    if (colon <= 0) continue;
    count += 1;
    const name = line.slice(0, colon).toLowerCase();
    values = headers.get(name) ?? [];
    values.push(line.slice(colon + 1).trim());
    headers.set(name, values);
  }
  return headers;
}

// src/image/sbom/python.ts
var METADATA = /(?:^|\/)(?:[^/]+\.dist-info\/METADATA|[^/]+\.egg-info\/PKG-INFO|EGG-INFO\/PKG-INFO|[^/]+\.egg-info)$/;
var python = cataloguer({
  name: "python",
  summary: "Python distributions: *.dist-info/METADATA, *.egg-info",
  limit: 8 * 1024 * 1024,
  wants: (path) => METADATA.test(path),
  read(_path, bytes) {
    const headers = readHeaders(textOf(bytes));
    const [name, version] = [word(headers.get("name")?.[0]), word(headers.get("version")?.[0])];
    if (name === void 0 || version === void 0)
      return { ok: false, failure: "it has no name and version" };
    const authors = [...headers.get("author") ?? [], ...headers.get("author-email") ?? []];
    return ok({
      name,
      version,
      licences: licences(headers),
      author: plainLine(authors[0] ?? ""),
      needs: (headers.get("requires-dist") ?? []).flatMap((one2) => needed(one2) ?? [])
    });
  },
  packages: packages4
});
function needed(requirement) {
  const [what = "", ...marker] = requirement.split(";");
  if (marker.join(";").includes("extra")) return void 0;
  const name = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(what.slice(0, 300))?.[1];
  return name === void 0 ? void 0 : normalisedPython(name);
}
function licences(headers) {
  const expression = licenceOf2(headers.get("license-expression")?.[0] ?? "");
  if (expression !== void 0) return [expression];
  const field = headers.get("license")?.[0] ?? "";
  const said = field.includes("\n") || field.length > 100 || field === "UNKNOWN" ? void 0 : licenceOf2(field);
  if (said !== void 0 && "spdx" in said) return [said];
  const classified = distinct(
    (headers.get("classifier") ?? []).flatMap((line) => {
      const [, name = ""] = /^License :: (?:OSI Approved :: )?(.+)$/.exec(plainLine(line, 200)) ?? [];
      if (name === "" || name === "OSI Approved") return [];
      const spdx = Object.hasOwn(CLASSIFIERS, name) ? CLASSIFIERS[name] : void 0;
      return [spdx === void 0 ? { name } : { spdx }];
    })
  );
  if (classified.some((one2) => "spdx" in one2) || said === void 0) return classified;
  return [said];
}
var CLASSIFIERS = {
  "Apache Software License": "Apache-2.0",
  "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
  "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
  "GNU Affero General Public License v3": "AGPL-3.0-only",
  "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
  "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
  "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
  "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
  "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
  "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
  "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
  "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
  "ISC License (ISCL)": "ISC",
  "MIT License": "MIT",
  "MIT No Attribution License (MIT-0)": "MIT-0",
  "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
  "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
  "Python Software Foundation License": "PSF-2.0",
  "The Unlicense (Unlicense)": "Unlicense",
  "Universal Permissive License (UPL)": "UPL-1.0",
  "zlib/libpng License": "Zlib"
};
function packages4(notes, tree) {
  const all = notes.map(({ file, note }) => ({
    note,
    place: tree.place(file),
    folder: folderOf2(file.path),
    purl: packageUrl({ type: "pypi", name: normalisedPython(note.name), version: note.version })
  }));
  const beside = new Map(all.map((one2) => [`${one2.folder}
${normalisedPython(one2.note.name)}`, one2.purl]));
  const anywhere = new Map(all.map((one2) => [normalisedPython(one2.note.name), one2.purl]));
  return all.map(({ note, place, folder, purl }) => ({
    kind: "python",
    program: false,
    group: void 0,
    name: note.name,
    version: note.version,
    purl,
    licences: note.licences,
    hashes: [],
    publisher: note.author,
    places: [place],
    // Beside it is what it would import; another folder may be on its path as well.
    needs: note.needs.flatMap((name) => beside.get(`${folder}
${name}`) ?? anywhere.get(name) ?? []),
    properties: {}
  }));
}
function folderOf2(path) {
  return path.replace(
    /\/?[^/]+(?:\.egg-info|\.dist-info\/METADATA|\.egg-info\/PKG-INFO|EGG-INFO\/PKG-INFO)$/,
    ""
  );
}

// src/image/sbom/registry.ts
var CATALOGUERS = [
  osRelease,
  // the system itself, which names of its packages speak of
  dpkg,
  //      Debian, Ubuntu, distroless
  apk,
  //       Alpine
  python,
  //    what pip and its like installed
  npm,
  //       what npm and its like installed
  go
  //        modules in Go programs
];

// src/image/sbom/walk.ts
var SKIPPED = /* @__PURE__ */ new Set([".git", ".hg", ".svn", ".sealsmith"]);
var DEEPEST4 = 100;
var PIECE = 1 << 20;
function walkFolder(disk, root, gathering) {
  const piece = Buffer.allocUnsafe(PIECE);
  const top = attempt("read", root, () => disk.list(root));
  if (!top.ok) return top;
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== void 0; folder = waiting.pop()) {
    const listed = attempt(
      "read",
      `${root}/${folder}`,
      () => disk.list(folder === "" ? root : `${root}/${folder}`)
    );
    if (!listed.ok) {
      gathering.trouble(folder, "it cannot be read");
      continue;
    }
    for (const { name, kind } of listed.value) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (kind === "folder") {
        if (SKIPPED.has(name)) continue;
        if (path.split("/").length > DEEPEST4) gathering.trouble(path, "it lies too deep");
        else waiting.push(path);
      } else if (kind === "file") {
        if (!readFile(disk, `${root}/${path}`, path, gathering, piece))
          gathering.trouble(path, "it cannot be read");
      } else if (kind === "link") {
        const target = attempt("read", path, () => disk.readLink(`${root}/${path}`));
        if (target.ok) gathering.link(path, target.value);
      }
    }
  }
  return ok(void 0);
}
function readFile(disk, absolute, path, gathering, piece) {
  return attempt("read", absolute, () => {
    const file = disk.openRead(absolute);
    try {
      const { bytes } = disk.facts(file);
      const passing = gathering.file(path, bytes);
      if (passing === void 0) return;
      const first = disk.read(file, piece.subarray(0, Math.min(bytes, FIRST)), 0);
      if (first < bytes && !gathering.isWanted(path, piece.subarray(0, first))) return;
      for (let at = 0; at < bytes; ) {
        const count = disk.read(file, piece.subarray(0, Math.min(PIECE, bytes - at)), at);
        if (count === 0) return;
        passing.content(piece.subarray(0, count));
        at += count;
      }
      passing.ended();
    } finally {
      disk.close(file);
    }
  }).ok;
}

// src/image/sbom/tree.ts
async function inventoryOfImage(image) {
  const gathering = new Gathering(CATALOGUERS);
  for (const [index, layer] of image.manifest.layers.entries()) {
    gathering.beginLayer(layer.digest);
    let passing;
    const read = await readLayer(image.source, layer, image.config.diffIds[index], {
      member(member) {
        passing = pass(gathering, member);
        return ok(passing !== void 0);
      },
      content(piece) {
        passing?.content(piece);
        return ok(void 0);
      },
      ended() {
        passing?.ended();
        return ok(void 0);
      }
    });
    if (!read.ok) return read;
    gathering.endLayer();
  }
  return ok(inventory(gathering, "image"));
}
async function inventoryOfFolder(disk, root) {
  const gathering = new Gathering(CATALOGUERS);
  const walked = walkFolder(disk, root, gathering);
  return walked.ok ? ok(inventory(gathering, "folder")) : walked;
}
function pass(gathering, member) {
  const { kind, path, target, bytes } = member;
  switch (kind) {
    case "file":
      return gathering.file(path, bytes);
    case "folder":
      gathering.folder(path);
      return void 0;
    case "link":
      gathering.link(path, target);
      return void 0;
    case "hard-link":
      gathering.hardLink(path, target);
      return void 0;
    default:
      gathering.other(path);
      return void 0;
  }
}
function inventory(gathering, what) {
  const place = ({ path, layer, sha256 }) => ({
    path: what === "image" ? `/${path}` : path,
    layer,
    sha256
  });
  const { catalogues } = gathering;
  const os = catalogues.map(({ catalogue: catalogue2 }) => catalogue2.system(place)).find((one2) => one2 !== void 0);
  const facts = { os, what, place, link: (path) => gathering.linkTarget(path) };
  return {
    os,
    packages: catalogues.flatMap(({ catalogue: catalogue2 }) => catalogue2.packages(facts)),
    troubles: gathering.troubles
  };
}

// src/image/sbom/own.ts
var own = {
  name: "own",
  summary: "reads layers and folders itself; always there",
  async make(wish, world) {
    const { target } = wish;
    const found2 = target.kind === "image" ? await inventoryOfImage(target.image) : await inventoryOfFolder(world.disk, target.path);
    if (!found2.ok) return found2;
    return ok({
      bom: assemble(wish, found2.value),
      maker: `sealsmith ${wish.version}`,
      remarks: found2.value.troubles.map(remark)
    });
  }
};
function remark({ clause, first, count }) {
  const path = JSON.stringify(first.length > 200 ? `${first.slice(0, 200)}…` : first);
  return count === 1 ? `left out ${path}: ${clause}` : `left out ${count} files, the first ${path}: ${clause}`;
}

// src/image/sbom/normalise.ts
var READABLE = /* @__PURE__ */ new Set(["1.4", "1.5", "1.6"]);
function normalised(value, maker, wish) {
  if (!isPlainObject(value) || value["bomFormat"] !== "CycloneDX") return err("it is not CycloneDX");
  if (!READABLE.has(value["specVersion"]))
    return err(`its version ${String(value["specVersion"])} is not read`);
  const metadata = isPlainObject(value["metadata"]) ? value["metadata"] : {};
  const found2 = Array.isArray(value["components"]) ? value["components"] : [];
  const subject = subjectOf(wish);
  const root = isPlainObject(metadata["component"]) ? metadata["component"]["bom-ref"] : void 0;
  const refs = /* @__PURE__ */ new Map([[root, subject["bom-ref"]]]);
  const components = named(found2.filter(isPlainObject), refs, subject["bom-ref"]);
  const bases = baseComponents(wish);
  const tool = toolOf(metadata["tools"], maker);
  const timestamp = timestampOf(wish.epoch);
  const bom = numbered({
    specVersion: SPEC_VERSION,
    metadata: {
      ...timestamp === void 0 ? {} : { timestamp },
      tools: { components: [tool, { type: "application", name: "sealsmith", version: wish.version }] },
      component: subject
    },
    components: [...components, ...bases],
    dependencies: dependencies2(value["dependencies"], refs, [
      subject["bom-ref"],
      bases.map((base) => base["bom-ref"])
    ])
  });
  return ok({ bom, maker: tool.version === void 0 ? tool.name : `${tool.name} ${tool.version}` });
}
function named(found2, refs, subject) {
  const sorted = found2.map((component) => {
    const { "bom-ref": ref, ...rest } = component;
    return { ref, rest, base: baseOf(rest), text: canonicalJson(rest) };
  }).toSorted((a, b) => compare(a.base, b.base) || compare(a.text, b.text));
  const taken = /* @__PURE__ */ new Map([[subject, 1]]);
  return sorted.map(({ ref, rest, base }) => {
    const number = (taken.get(base) ?? 0) + 1;
    taken.set(base, number);
    const name = number === 1 ? base : `${base} ${number}`;
    if (typeof ref === "string") refs.set(ref, name);
    const { type, name: called, ...others } = rest;
    return {
      type: typeof type === "string" ? type : "library",
      "bom-ref": name,
      name: typeof called === "string" ? called : "",
      ...others
    };
  });
}
function baseOf({ purl, type, name, version }) {
  return typeof purl === "string" ? purl : [type, ":", name, version === void 0 ? "" : "@", version].join("");
}
function dependencies2(value, refs, root) {
  const edges = /* @__PURE__ */ new Map([[root[0], new Set(root[1])]]);
  for (const entry of Array.isArray(value) ? value : []) {
    if (!isPlainObject(entry)) continue;
    const ref = refs.get(entry["ref"]);
    if (ref === void 0) continue;
    const needs = edges.get(ref) ?? /* @__PURE__ */ new Set();
    for (const need of Array.isArray(entry["dependsOn"]) ? entry["dependsOn"] : []) {
      const known = refs.get(need);
      if (known !== void 0 && known !== ref) needs.add(known);
    }
    edges.set(ref, needs);
  }
  return [...edges].toSorted(([a], [b]) => compare(a, b)).map(([ref, needs]) => ({ ref, dependsOn: [...needs].toSorted() }));
}
function toolOf(value, maker) {
  const list = isPlainObject(value) ? value["components"] : value;
  const first = Array.isArray(list) ? list[0] : void 0;
  const said = isPlainObject(first) ? first : {};
  const version = /^v?\d/.test(word(said["version"]) ?? "") ? word(said["version"]) : void 0;
  return {
    type: "application",
    name: word(said["name"]) ?? maker,
    ...version === void 0 ? {} : { version }
  };
}
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/image/sbom/foreign.ts
var LIMIT = 512 * 1024 * 1024;
function foreignMaker({ name, summary, args, env }) {
  return {
    name,
    summary,
    async make(wish, world) {
      const folder = world.files.temporary("sbom-");
      if (!folder.ok) return folder;
      try {
        const place = await placed(wish.target, `${folder.value}/image`, world);
        if (!place.ok) return place;
        const out = `${folder.value}/bom.json`;
        const ran = await world.run(name, args({ kind: wish.target.kind, path: place.value }, out), env);
        if (!ran.ok) return ran;
        const bytes = wholeFile(world, out);
        if (!bytes.ok) return bytes;
        const json = bytes.value === void 0 ? err("it wrote nothing") : readJson(bytes.value);
        const bom = json.ok ? normalised(json.value, name, wish) : json;
        if (!bom.ok)
          return err({ code: "tool-broken", tool: name, path: name, message: `of its list, ${bom.failure}` });
        return ok({ ...bom.value, remarks: [] });
      } finally {
        world.files.remove(folder.value);
      }
    }
  };
}
async function placed(target, layout, { disk }) {
  if (target.kind === "folder") return ok(target.path);
  const writer = createLayout(disk, layout);
  if (!writer.ok) return writer;
  const copied = await copyImage(target.image, writer.value);
  const finished = copied.ok ? writer.value.finish([copied.value]) : copied;
  if (finished.ok) return ok(layout);
  writer.value.drop();
  return finished;
}
function wholeFile({ disk }, path) {
  return attempt("read", path, () => {
    const facts = disk.look(path);
    if (facts === void 0 || facts.bytes > LIMIT) return void 0;
    const bytes = Buffer.alloc(facts.bytes);
    return disk.readWhole(path, bytes) === bytes.length ? bytes : void 0;
  });
}

// src/image/sbom/syft.ts
var syft = foreignMaker({
  name: "syft",
  summary: "syft, where it is installed: more kinds of packages",
  args: (place, out) => [
    "scan",
    place.kind === "image" ? `oci-dir:${place.path}` : `dir:${place.path}`,
    "--quiet",
    "--output",
    `cyclonedx-json=${out}`
  ],
  env: { SYFT_CHECK_FOR_APP_UPDATE: "false" }
});

// src/image/sbom/trivy.ts
var trivy = foreignMaker({
  name: "trivy",
  summary: "trivy, where it is installed: more kinds of packages",
  args: (place, out) => [
    ...place.kind === "image" ? ["image", "--input", place.path] : ["fs", place.path],
    "--quiet",
    "--offline-scan",
    "--skip-db-update",
    "--skip-java-db-update",
    "--format",
    "cyclonedx",
    "--output",
    out
  ],
  env: { TRIVY_DISABLE_TELEMETRY: "true", TRIVY_SKIP_VERSION_CHECK: "true" }
});

// src/image/sbom/makers.ts
var MAKERS = {
  own,
  //   ours: always there
  syft,
  //  Anchore's
  trivy
  // Aqua's
};

export {
  licencesOf,
  bomText,
  basesOf,
  readBases,
  MAKERS
};
