/** `sealsmith completion bash`: a script for the shell, made from the commands as they are. */

import type { Command } from 'commander';
import { STEPS } from '../steps/registry.ts';

/** @param program  the command line whose words are to be completed */
export function bashCompletion(program: Command): string {
  const shared = flagsOf(program);
  const below = commandsBelow(program, '');
  const cases = below.map(({ path, command }) => {
    const words = [...command.commands.map(nameOf), ...wordsOf(path)];
    return `    ${path}) words="${[...new Set([...words, ...flagsOf(command), ...shared])].join(' ')}" ;;`;
  });
  return [
    '# bash completion for sealsmith: eval "$(sealsmith completion bash)"',
    '_sealsmith() {',
    '  local current previous command="" word words',
    '  current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    '  case "$previous" in',
    // Names with spaces stay whole, and the shell quotes them.
    `    --cwd|-C) ${paths('-d')} ;;`,
    `    --config|-c) ${paths('-f')} ;;`,
    '  esac',
    // The commands that were named so far, from the outside in: /cache/list.
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$command/$word" in ${below.map(({ path }) => path).join('|')}) command="$command/$word" ;; esac`,
    '  done',
    '  case "$command" in',
    ...cases,
    `    *) words="${[...program.commands.map(nameOf), '--help', '--version'].join(' ')}" ;;`,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -F _sealsmith sealsmith',
    '',
  ].join('\n');
}

type Placed = { readonly path: string; readonly command: Command };

function commandsBelow(command: Command, above: string): readonly Placed[] {
  return command.commands.flatMap((one) => {
    const path = `${above}/${one.name()}`;
    return [{ path, command: one }, ...commandsBelow(one, path)];
  });
}

/** What a command takes beside flags. */
function wordsOf(path: string): readonly string[] {
  if (path === '/completion') return ['bash'];
  return TAKES_STEPS.has(path) ? STEPS.map((step) => step.name) : [];
}

const TAKES_STEPS: ReadonlySet<string> = new Set([
  '/run',
  '/plan',
  '/explain',
  '/shell',
  '/cache/inspect',
  '/cache/verify',
  '/cache/key',
]);

function flagsOf(command: Command): readonly string[] {
  return command.options.flatMap((option) => option.long ?? []);
}

function nameOf(command: Command): string {
  return command.name();
}

function paths(kind: '-d' | '-f'): string {
  return `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen ${kind} -- "$current")); return`;
}
