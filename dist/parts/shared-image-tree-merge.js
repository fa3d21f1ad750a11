import {
  readLayer
} from "./shared-image-layer-read.js";
import {
  createHash
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/tree-merge.ts
var MOST_LINKS = 40;
var WHITEOUT = ".wh.";
var OPAQUE = ".wh..wh..opq";
var MergedTree = class {
  #root = { entry: implicit(0, 0), children: /* @__PURE__ */ new Map() };
  #layer = 0;
  #member = -1;
  /** Whiteouts of this layer that have been seen: a second one changes nothing, and a million cost nothing. */
  #whiteouts = /* @__PURE__ */ new Set();
  begin(layer) {
    this.#layer = layer;
    this.#member = -1;
    this.#whiteouts = /* @__PURE__ */ new Set();
  }
  /** @returns where to put what is learnt of a file's content; undefined for what has none. The failure is a clause */
  add(member) {
    this.#member += 1;
    const parts = member.path === "" ? [] : member.path.split("/");
    const name = parts.pop();
    if (name === void 0) {
      this.#root.entry = this.#entryOf(member);
      return ok(void 0);
    }
    if (name.startsWith(WHITEOUT)) {
      const done = this.#whiteout(parts, name, member.path);
      return done.ok ? ok(void 0) : done;
    }
    const parent = this.#folder(parts);
    if (parent === void 0)
      return err(`${JSON.stringify(member.path)} leads through something that is no folder`);
    if (member.kind === "hard-link") return this.#hardLink(parent, name, member);
    const node = { entry: this.#entryOf(member), children: /* @__PURE__ */ new Map() };
    const known = parent.children.get(name);
    if (member.kind === "folder" && known?.entry.kind === "folder") {
      known.entry = node.entry;
      return ok(void 0);
    }
    parent.children.set(name, node);
    if (member.kind !== "file") return ok(void 0);
    return ok((found) => {
      node.entry = { ...node.entry, ...found };
    });
  }
  done(layers) {
    const at = (path) => {
      let node = this.#root;
      for (const part of path === "" ? [] : path.split("/")) node = node?.children.get(part);
      return node;
    };
    return {
      layers,
      get: (path) => at(path)?.entry,
      resolve: (path) => this.#resolve(path.split("/"))?.path.join("/"),
      list: (folder) => [...at(folder)?.children.keys() ?? []].sort(),
      entries: () => entriesOf(this.#root)
    };
  }
  #hardLink(parent, name, member) {
    const target = member.target.split("/");
    const last = target.pop() ?? "";
    const found = this.#resolve(target)?.node.children.get(last);
    if (found === void 0 || found.entry.kind === "folder") {
      return err(
        `${JSON.stringify(member.path)} is another name of ${JSON.stringify(member.target)}, which is no file`
      );
    }
    parent.children.set(name, { entry: { ...found.entry, layer: this.#layer }, children: /* @__PURE__ */ new Map() });
    return ok(void 0);
  }
  #whiteout(folder, name, path) {
    const parent = this.#resolve(folder)?.node;
    const key = `${folder.join("/")}/${name}`;
    const seen = this.#whiteouts.has(key);
    this.#whiteouts.add(key);
    if (name === OPAQUE) {
      if (!seen && parent !== void 0)
        for (const child of [...parent.children.keys()]) this.#prune(parent, child);
      return ok(void 0);
    }
    if (name.startsWith(`${WHITEOUT}${WHITEOUT}`)) return ok(void 0);
    const gone = name.slice(WHITEOUT.length);
    if (gone === "" || gone === "." || gone === "..")
      return err(`${JSON.stringify(path)} removes nothing that can be`);
    if (!seen && parent !== void 0) this.#prune(parent, gone);
    return ok(void 0);
  }
  /** Removes what lower layers have at a name; what this layer put there or below stays. */
  #prune(parent, name) {
    const node = parent.children.get(name);
    if (node === void 0) return;
    for (const child of [...node.children.keys()]) this.#prune(node, child);
    if (node.entry.layer < this.#layer && node.children.size === 0) parent.children.delete(name);
  }
  /** The folder that a member goes into; made where there is nothing. */
  #folder(parts) {
    let at = { node: this.#root, path: [] };
    for (const [place, part] of parts.entries()) {
      const next = at.node.children.get(part);
      if (next === void 0) {
        const made = { entry: implicit(this.#layer, this.#member), children: /* @__PURE__ */ new Map() };
        at.node.children.set(part, made);
        at = { node: made, path: [...at.path, part] };
      } else if (next.entry.kind === "link") {
        const found = this.#resolve([...at.path, ...parts.slice(place, place + 1)]);
        if (found === void 0) return void 0;
        at = found;
      } else at = { node: next, path: [...at.path, part] };
      if (at.node.entry.kind !== "folder") return void 0;
    }
    return at.node;
  }
  /** Follows every link, also in the last name; `..` ends at the root. */
  #resolve(parts) {
    const path = [];
    const nodes = [this.#root];
    const left = parts.toReversed();
    let links = 0;
    for (let part = left.pop(); part !== void 0; part = left.pop()) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        if (path.pop() !== void 0) nodes.pop();
        continue;
      }
      const next = nodes.at(-1)?.children.get(part);
      if (next === void 0) return void 0;
      if (next.entry.kind === "link") {
        links += 1;
        if (links > MOST_LINKS) return void 0;
        const { target } = next.entry;
        if (target.startsWith("/")) {
          path.length = 0;
          nodes.length = 1;
        }
        left.push(...target.split("/").toReversed());
        continue;
      }
      path.push(part);
      nodes.push(next);
    }
    const node = nodes.at(-1);
    return node === void 0 ? void 0 : { node, path };
  }
  #entryOf(member) {
    const { kind, mode, uid, gid, bytes, mtime, target } = member;
    const content = { layer: this.#layer, member: this.#member };
    return {
      kind: kind === "hard-link" ? "file" : kind,
      layer: this.#layer,
      content,
      mode,
      uid,
      gid,
      bytes,
      mtime,
      target: kind === "link" ? target : ""
    };
  }
};
function implicit(layer, member) {
  return {
    kind: "folder",
    layer,
    content: { layer, member },
    mode: 493,
    uid: 0,
    gid: 0,
    bytes: 0,
    mtime: 0,
    target: ""
  };
}
function* entriesOf(root) {
  const waiting = childrenOf("", root);
  for (let next = waiting.pop(); next !== void 0; next = waiting.pop()) {
    const [path, node] = next;
    yield [path, node.entry];
    if (node.children.size > 0) waiting.push(...childrenOf(`${path}/`, node));
  }
}
function childrenOf(prefix, node) {
  return [...node.children].sort(([a], [b]) => a < b ? 1 : -1).map(([name, child]) => [`${prefix}${name}`, child]);
}

// src/image/tree.ts
var MOST_KEPT = 256 * 2 ** 20;
async function readTree(image, options = {}) {
  const tree = new MergedTree();
  const layers = [];
  let keptBytes = 0;
  for (const [number, descriptor] of image.manifest.layers.entries()) {
    tree.begin(number);
    let hash;
    let pieces;
    let add;
    const invalid = (message) => err({ code: "image-invalid", what: `layer ${descriptor.digest} of ${image.source.place}`, message });
    const read = await readLayer(
      image.source,
      descriptor,
      image.config.diffIds[number],
      {
        member(member) {
          const placed = tree.add(member);
          if (!placed.ok) return invalid(placed.failure);
          add = placed.value;
          if (add === void 0 || member.kind !== "file") return ok(false);
          hash = options.hash === true ? createHash("sha256") : void 0;
          pieces = options.keep?.(member.path, member.bytes) === true ? [] : void 0;
          if (pieces !== void 0) keptBytes += member.bytes;
          if (keptBytes > MOST_KEPT)
            return invalid(`files of it that are looked at have over ${MOST_KEPT} bytes`);
          return ok(hash !== void 0 || pieces !== void 0);
        },
        content(piece) {
          hash?.update(piece);
          pieces?.push(Buffer.from(piece));
          return ok(void 0);
        },
        ended() {
          add?.({
            ...hash === void 0 ? {} : { sha256: hash.digest("hex") },
            ...pieces === void 0 ? {} : { kept: Buffer.concat(pieces) }
          });
          return ok(void 0);
        }
      },
      options.limits
    );
    if (!read.ok) return read;
    layers.push({ bytes: read.value.bytes, members: read.value.members });
  }
  return ok(tree.done(layers));
}

export {
  readTree
};
