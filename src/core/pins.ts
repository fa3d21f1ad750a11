/**
 * The actions of others that our workflows use, each by the commit of its release: a tag can be moved. What `generate`
 * writes and what lies in workflows/ name the same ones; a test compares them.
 */

export type Pin = {
  /** `owner/name`. */
  readonly action: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** The release that the commit is, for people and for programs that update pins. */
  readonly release: string;
};

export const PINS = {
  checkout: {
    action: 'actions/checkout',
    commit: '3d3c42e5aac5ba805825da76410c181273ba90b1',
    release: 'v7.0.1',
  },
  upload: {
    action: 'actions/upload-artifact',
    commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
    release: 'v7.0.0',
  },
  download: {
    action: 'actions/download-artifact',
    commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
    release: 'v8.0.1',
  },
  node: {
    action: 'actions/setup-node',
    commit: '820762786026740c76f36085b0efc47a31fe5020',
    release: 'v7.0.0',
  },
  python: {
    action: 'actions/setup-python',
    commit: '5fda3b95a4ea91299a34e894583c3862153e4b97',
    release: 'v7.0.0',
  },
  go: {
    action: 'actions/setup-go',
    commit: 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e',
    release: 'v7.0.0',
  },
} as const satisfies Record<string, Pin>;
