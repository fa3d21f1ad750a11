/** Which test proves what the definition of a store says; read by a test that holds the two together. */

export type Proof = {
  readonly store: string;
  /** Whether an install of ours may count on the manager's own check: always, by the lock file, or never. */
  readonly checked: 'always' | 'by-lock' | 'never';
  readonly file: string;
  readonly test: string;
};

const NODE = 'store-poison-node.test.ts';
const PYTHON = 'store-poison-python.test.ts';
const GO = 'store-poison-go.test.ts';

export const PROOFS: readonly Proof[] = [
  {
    store: 'npm',
    checked: 'by-lock',
    file: NODE,
    test: 'npm throws changed content away and downloads it again',
  },
  { store: 'yarn', checked: 'by-lock', file: NODE, test: 'Yarn 2 and later refuses a changed archive' },
  { store: 'yarn-1', checked: 'never', file: NODE, test: 'Yarn 1 installs what was changed in its cache' },
  { store: 'pnpm', checked: 'never', file: NODE, test: 'pnpm installs what was changed in its store' },
  {
    store: 'pip-wheels',
    checked: 'always',
    file: PYTHON,
    test: 'pip refuses a changed wheel and downloads it again',
  },
  { store: 'pip', checked: 'never', file: PYTHON, test: 'pip builds with what was changed in its own cache' },
  { store: 'uv', checked: 'never', file: PYTHON, test: 'uv installs what was changed in its cache' },
  {
    store: 'poetry',
    checked: 'never',
    file: PYTHON,
    test: 'Poetry installs a wheel that was put into its cache',
  },
  { store: 'go-modules', checked: 'by-lock', file: GO, test: 'Go refuses a changed module in every job' },
  { store: 'go-build', checked: 'never', file: GO, test: 'Go links what was changed in its build cache' },
];
