/**
 * What the last lines of a log give away. The log is a stranger's: nothing of it but the name of a variable gets into
 * what we say, and a wrong guess costs no more than a clause.
 */

const NAME = '[A-Z][A-Z0-9_]{1,63}';

/** How programs of many languages complain about a variable that is not set. The first group is its name. */
const MISSING: readonly RegExp[] = [
  // Python's os.environ['X'], raised without being caught.
  new RegExp(`^(?:\\w*KeyError: ['"](${NAME})['"])`, 'm'),
  // sh -u, bash's ${X:?}, and those who write like them.
  new RegExp(
    `\\b(${NAME}): (?:unbound variable|parameter (?:not set|null or not set)|parameter not set)`,
    'm',
  ),
  new RegExp(
    `\\b(${NAME})\\b['"\`]? (?:is |was |has |must be |needs to be |should be )?(?:not |un)?(?:been )?(?:set|defined|configured|provided|specified)\\b`,
    'm',
  ),
  new RegExp(
    `\\b(${NAME})\\b['"\`]? (?:environment variable |env(?:ironment)? var(?:iable)? )?(?:is )?(?:required|missing|undefined|mandatory|empty)\\b`,
    'm',
  ),
  new RegExp(
    `(?:missing|required|undefined|unset)(?: required)?(?: mandatory)? (?:env(?:ironment)?(?: var(?:iable)?s?)?|variables?|settings?|config(?:uration)?(?: keys?)?)(?: is| are)?(?: not set| missing)?:? ?['"\`$]?\\{?(${NAME})\\b`,
    'im',
  ),
  new RegExp(
    `\\b(?:set|define|provide|specify|export)(?: the| a)?(?: env(?:ironment)?)?(?: variables?)? ['"\`$]?(${NAME})\\b`,
    'm',
  ),
  // Python's and Rust's own words: "environment variable X not found", decouple's "X not found".
  new RegExp(`(?:^|[\\s'"\`])(${NAME})['"\`]? not found\\b`, 'm'),
  new RegExp(
    `env(?:ironment)? var(?:iable)? ['"\`$]?(${NAME})['"\`]? (?:not found|not present|does not exist)`,
    'im',
  ),
];

/** Words in capitals that such sentences are full of. */
const NO_NAMES = new Set([
  'ERROR',
  'FATAL',
  'WARNING',
  'WARN',
  'INFO',
  'DEBUG',
  'CRITICAL',
  'HTTP',
  'HTTPS',
  'URL',
  'TLS',
  'SSL',
  'TCP',
  'OK',
  'ID',
  'IP',
  'DNS',
  'JSON',
  'YAML',
  'API',
  'GET',
  'POST',
  'PUT',
  'NULL',
  'EOF',
  'ENV',
  'PANIC',
  'NOTICE',
  'ENOENT',
  'EACCES',
  'EADDRINUSE',
]);

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** Lines that are looked at, from the end. */
const LINES = 40;

/** The variable that the program says it lacks, by its last lines; undefined when it says nothing like that. */
export function missingVariable(log: string): string | undefined {
  // Escape sequences of colours would stand between a name and its quotes.
  const plain = log.replaceAll(COLOUR, '');
  const lines = plain
    .split(/\r?\n/)
    .slice(-LINES)
    .map((line) => line.slice(0, 2000));
  for (const line of lines.reverse()) {
    for (const pattern of MISSING) {
      const name = pattern.exec(line)?.[1];
      if (name !== undefined && /^[A-Z][A-Z0-9_]*$/.test(name) && !NO_NAMES.has(name)) return name;
    }
  }
  return undefined;
}

/** Words of a kernel that gives a namespace only one user. */
const ONE_USER =
  /(?:setuid|setgid|setgroups|initgroups|setresuid|setresgid|chown|su(?:-exec)?:|gosu|seteuid|setegid|su exec)\b.{0,120}(?:Invalid argument|Operation not permitted|EINVAL|EPERM)/i;

/** Whether it failed because it wanted to become another user. */
export function changesUser(log: string): boolean {
  return log
    .split('\n')
    .slice(-LINES)
    .some((line) => ONE_USER.test(line.slice(0, 2000)));
}
