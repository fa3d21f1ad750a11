/** What apk says is installed (apk-tools, lib/apk/db/installed): paragraphs of fields with one letter and a colon. */

/** By letter: `P` name, `V` version, `A` architecture, `L` licence, `D` needs, `p` provides, `o` origin, … */
export type ApkPackage = ReadonlyMap<string, string>;

const MOST_PACKAGES = 100_000;
const FIELD = /^([A-Za-z]):/;

/** The list of files that follows each package is not kept. */
const FILES = 'FRaMZ';

export type ApkInstalled = {
  readonly packages: readonly ApkPackage[];
  /** Packages beyond the limit. */
  readonly left: number;
};

export function readApkInstalled(text: string): ApkInstalled {
  const packages: ApkPackage[] = [];
  let fields = new Map<string, string>();
  let left = 0;
  const finish = (): void => {
    if (fields.size > 0) {
      if (packages.length < MOST_PACKAGES) packages.push(fields);
      else left += 1;
    }
    fields = new Map();
  };
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end === -1 ? text.length : end);
    at = end === -1 ? text.length : end + 1;
    if (line === '') finish();
    const letter = FIELD.exec(line)?.[1];
    if (letter !== undefined && !FILES.includes(letter) && !fields.has(letter))
      fields.set(letter, line.slice(2));
  }
  finish();
  return { packages, left };
}
