/** A project that becomes an image: busybox as its base, one folder laid over it. Small enough for a run of two seconds. */

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { MarkedProject } from './aftermath.ts';
import { temporaryFolder } from './temporary.ts';
import { tinyLayout } from './tiny-images.ts';

export type ImageTold = {
  /** What the image is called: registry and repository. */
  readonly image?: string;
  readonly command?: readonly string[];
  /** The settings of containerize, as lines; `check: …` among them. */
  readonly settings?: readonly string[];
  /** Lines below `steps:`. */
  readonly steps?: readonly string[];
  /** Lines beside `steps:`. */
  readonly beside?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly folder?: string;
};

export const HTTPD = ['httpd', '-f', '-p', '8080', '-h', '/www'];

export const ASKED = 'check: { port: 8080, path: /health, within: 10s }';

/** Neither started nor listed: for tests of what comes after. */
export const UNASKED = ['check: false', 'sbom: false'];

export class ImageProject extends MarkedProject {
  constructor(t: TestContext, told: ImageTold = {}) {
    const { image, command = HTTPD, settings = [ASKED], steps = [], beside = [] } = told;
    const lines = [
      ...(image === undefined ? [] : [`image: "${image}"`]),
      'base: { oci: base }',
      'layers: [{ copy: app, to: /www }]',
      `config: { cmd: ${JSON.stringify(command)}, ports: [8080], user: 10001 }`,
      ...settings,
    ];
    super(
      ['  containerize:', ...lines.map((line) => `    ${line}`), ...steps, ...beside].join('\n'),
      { 'app/health': 'fine\n', 'app/deep/page.html': 'page\n', '.gitignore': 'out\n', ...told.files },
      told.folder,
    );
    cpSync(tinyLayout(temporaryFolder(t)), join(this.folder, 'base'), { recursive: true });
    t.after(() => this[Symbol.dispose]());
  }
}
