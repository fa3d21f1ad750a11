/**
 * The folders in which uv, pip and Poetry keep packages: what of them is worth keeping, and whether the manager holds
 * it against hashes. See docs/stores.md; each value is tried in test/real/store-poison*.test.ts.
 */

import type { PackageStore } from '../../core/step.ts';

export type PythonStore = 'uv' | 'pip' | 'pip-wheels' | 'poetry';

export const PYTHON_STORES: Readonly<Record<PythonStore, PackageStore>> = {
  /** Unpacked wheels are copied as they lie there; the hashes beside them are the store's own. */
  uv: {
    name: 'uv',
    env: ['UV_CACHE_DIR'],
    keeps: ['archive-v*', 'wheels-v*', 'simple-v*'],
    leaves: ['**/.lock', '**/*.lock', '**/.tmp*'],
    checked: false,
  },
  /** Answers of the index. What builds a source archive comes from here too, and no hash vouches for that. */
  pip: {
    name: 'pip',
    env: ['PIP_CACHE_DIR'],
    keeps: ['http', 'http-v2'],
    leaves: [],
    checked: false,
  },
  /** Wheels as they were downloaded, for requirements that all have hashes: see cli/internal/pip-wheels.ts. */
  'pip-wheels': {
    name: 'pip-wheels',
    env: ['PIP_DEST'],
    keeps: ['*.whl'],
    leaves: [],
    checked: true,
  },
  /** Another wheel of the same package beside the one of the lock file is preferred, and not compared. */
  poetry: {
    name: 'poetry',
    env: ['POETRY_CACHE_DIR'],
    keeps: ['artifacts', 'cache/repositories/*/_http'],
    leaves: [],
    checked: false,
  },
};
