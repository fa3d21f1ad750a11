/** Names of files as text and back: see core/name-text.ts, which other layers read archives with. */

export { fsPath, isDoubtful, nameText } from '../core/name-text.ts';
