/** Container images as plans, facts and builders speak of them. The words are those of the OCI specifications. */

import type { Sha256 } from './digest.ts';
import type { WorkspacePath } from './path.ts';
import type { Result } from './result.ts';

/** `sha256:` and 64 lower-case hex digits: the only digest that images are named by here. */
export type ImageDigest = `sha256:${string}` & { readonly brand: 'ImageDigest' };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isImageDigest(text: string): text is ImageDigest {
  return DIGEST.test(text);
}

export function imageDigest(sha256: Sha256): ImageDigest {
  return `sha256:${sha256}` as ImageDigest;
}

/** The hex digits alone, as files and statements name them. */
export function hexOf(digest: ImageDigest): Sha256 {
  return digest.slice('sha256:'.length) as Sha256;
}

/** `sha256:` and twelve digits: enough for people, never compared. */
export function shortDigest(digest: ImageDigest): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

/** Where an image runs, in the words of Go's GOOS and GOARCH (image-spec config.md). */
export type Platform = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
};

/** What points to a blob (image-spec descriptor.md). `size` in bytes. */
export type Descriptor = {
  readonly mediaType: string;
  readonly digest: ImageDigest;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
};

/**
 * An image wherever it lies: a layout, an archive, a registry. Nothing that it gives has to be believed: bytes are
 * compared with the descriptor that asked for them before, or at the latest when, they are used.
 */
export interface ImageSource {
  /** Where it lies, for people. */
  readonly place: string;
  /** The manifest or index that is meant. */
  readonly root: Descriptor;
  /** A small blob (manifest, configuration), whole; `image-invalid` when it has more than `limit` bytes. */
  bytes(descriptor: Descriptor, limit: number): Promise<Result<Uint8Array>>;
  /**
   * A blob in pieces, as stored (compressed layers stay so). A wrong size or digest is a failure after the last piece:
   * who acts on pieces undoes that then. A piece is good until the next one.
   */
  stream(
    descriptor: Descriptor,
    onPiece: (piece: Uint8Array) => Promise<Result<void>>,
  ): Promise<Result<void>>;
  /** Absolute path of the blob where it is a file by itself, for who can use it as one (unverified!). */
  path(descriptor: Descriptor): string | undefined;
}

export const BUILDER_NAMES = ['layers', 'docker', 'buildah', 'podman', 'import'] as const;
export type BuilderName = (typeof BUILDER_NAMES)[number];

/** What an image stands on, as the configuration says it. */
export type BaseSpec =
  /** `name`, `name:tag`, `name@sha256:…`. */
  | { readonly kind: 'registry'; readonly name: string }
  /** An OCI layout folder. */
  | { readonly kind: 'layout'; readonly path: WorkspacePath }
  /** What `docker save` or `skopeo copy … oci-archive:` writes. */
  | { readonly kind: 'archive'; readonly path: WorkspacePath }
  | {
      readonly kind: 'debian';
      readonly suite: string;
      readonly packages: readonly string[];
      /** Address of a mirror; undefined for what apt on this machine or mmdebstrap takes by itself. */
      readonly mirror: string | undefined;
    }
  | { readonly kind: 'scratch' };

/** One layer. `to` is absolute in the image. Owners are numbers; times are those of `SOURCE_DATE_EPOCH`. */
export type LayerSpec =
  /** What the lock file says the program needs to run, made for the base's interpreter and platform. */
  | { readonly kind: 'dependencies'; readonly to: string; readonly owner: Owner }
  | {
      readonly kind: 'copy';
      /** A file or folder of the workspace, or an output of an earlier step. */
      readonly from: WorkspacePath;
      /** A folder's content goes into `to`; a file becomes `to`, or goes into it when that ends with `/`. */
      readonly to: string;
      /** Globs, relative to `from`. */
      readonly exclude: readonly string[];
      readonly owner: Owner;
    }
  /** What build-binary packed, unpacked. */
  | { readonly kind: 'binary'; readonly to: string; readonly owner: Owner };

export type Owner = { readonly uid: number; readonly gid: number };

/** What a container starts with (image-spec config.md); undefined leaves what the base says. */
export type ImageConfig = {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** `user`, `uid`, `uid:gid`. */
  readonly user?: string;
  readonly workdir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly number[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly stopSignal?: string;
};

/** What the dependencies layer is made from, as the toolchain read it from the project's files. */
export type RuntimeDependencies =
  | {
      readonly kind: 'python';
      /** requirements: files for `pip install --require-hashes`. uv, poetry: exported from their lock file. */
      readonly from: 'requirements' | 'uv' | 'poetry';
      readonly files: readonly WorkspacePath[];
      /** `requires-python` of the project; undefined when it says none. */
      readonly requires: string | undefined;
    }
  | {
      readonly kind: 'node';
      readonly manager: 'npm' | 'pnpm' | 'yarn';
      /** Manifest, lock and settings files of the package manager. */
      readonly files: readonly WorkspacePath[];
      /** `engines.node` of the project; undefined when it says none. */
      readonly requires: string | undefined;
    };

/** What another job built and we take over. */
export type ImportSpec =
  | { readonly kind: 'layout'; readonly path: WorkspacePath }
  | { readonly kind: 'archive'; readonly path: WorkspacePath }
  /** `name@sha256:…`. */
  | { readonly kind: 'registry'; readonly name: string }
  /** A name and a file that holds its digest, as kaniko's `--digest-file` and its two relatives write it. */
  | { readonly kind: 'digest-file'; readonly path: WorkspacePath; readonly name: string | undefined };

export type Recipe =
  | {
      readonly kind: 'layers';
      readonly base: BaseSpec;
      readonly layers: readonly LayerSpec[];
      readonly config: ImageConfig;
      readonly compression: 'gzip' | 'zstd';
      readonly dependencies: RuntimeDependencies | undefined;
      /** Path of build-binary's archive. */
      readonly binary: WorkspacePath | undefined;
    }
  | {
      readonly kind: 'dockerfile';
      readonly engine: 'docker' | 'buildah' | 'podman';
      readonly file: WorkspacePath;
      /** A folder of the workspace; `.` is its root. */
      readonly context: string;
      readonly target: string | undefined;
      readonly args: Readonly<Record<string, string>>;
      /** Names of variables of the job that become build secrets of the same id, by files. */
      readonly secrets: readonly string[];
      /** What RUN lines reach: the machine's own network, or none; undefined is what the engine does by itself. */
      readonly network?: 'host' | 'none';
    }
  | { readonly kind: 'import'; readonly from: ImportSpec };

/** What a builder is asked for. Plain JSON: it stands in the plan. Paths are relative to the workspace. */
export type BuildRequest = {
  readonly recipe: Recipe;
  readonly platform: Platform;
  /** `org.opencontainers.image.*` and the user's own. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where the layout goes. */
  readonly out: WorkspacePath;
  /** Registries that may be spoken to without TLS, as `host:port`; loopback always may. */
  readonly plainHttp: readonly string[];
};

/** A base as it was found or built: what sealsmith.lock pins, and what the record says. */
export type ResolvedBase = {
  /** As the configuration or the Dockerfile names it: `python:3.13-slim`, `debian:bookworm`. */
  readonly name: string;
  /** Of its manifest for the platform, or the index that was pinned. */
  readonly digest: ImageDigest;
};

/** What a builder leaves beside the layout. */
export type Built = {
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly platform: Platform;
  readonly layers: readonly Descriptor[];
  readonly bases: readonly ResolvedBase[];
  /** Things to know that are no failure, one line each: a tag that has moved since the lock was written. */
  readonly remarks: readonly string[];
};
