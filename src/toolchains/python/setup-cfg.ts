/** The parts of `setup.cfg` that say what a setuptools project is called and asks for. */

import { requirementName } from './requirements.ts';

export type SetupCfg = { readonly name: string | undefined; readonly names: ReadonlySet<string> };

/** Reads the INI file leniently: the installer is the one to complain. */
export function readSetupCfg(text: string): SetupCfg {
  const names = new Set<string>();
  let section = '';
  let key = '';
  let name: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;].*)?$/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) {
      [section, key] = [header.trim(), ''];
      continue;
    }
    const [, option, inline] = /^([A-Za-z0-9_.-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (option !== undefined) key = option;
    const value = (inline ?? line).trim();
    if (section === 'metadata' && option === 'name') name = value;
    if (section === 'options.extras_require' || (section === 'options' && key === 'install_requires')) {
      const asked = value === '' ? undefined : requirementName(value);
      if (asked !== undefined) names.add(asked);
    }
  }
  return { name, names };
}
