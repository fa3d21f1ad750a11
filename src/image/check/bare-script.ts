/**
 * The shell scripts that start an unpacked image in namespaces of its own, with util-linux. The first one runs outside;
 * the second is process 1 in the namespaces, prepares what a container has (/proc, /dev, a loopback), and becomes the
 * image's program by exec, so that its end is exactly the program's, and the end of everything in there.
 */

import { LOOPBACKS } from '../../core/loopback.ts';
import type { User } from '../unpack-owners.ts';

/** How this machine keeps an image apart, the best first. */
export const BARE_MEANS = [
  /** A user namespace with all users, which a root that may neither mount nor trace can make, too. */
  'user-all',
  /** A user namespace that knows one user: all that everybody may make. */
  'user-one',
  /** Without a user namespace: for a root on whose machine those are switched off. */
  'root',
  /** Only another root folder: for a root that may not make namespaces, as in most containers. */
  'chroot',
] as const;
export type BareMeans = (typeof BARE_MEANS)[number];

/** What root may do inside: enough to prepare a folder, take a low port and become somebody else. */
export const CAPABILITIES = [
  'chown',
  'dac_override',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'net_bind_service',
  'sys_chroot',
] as const;

/**
 * Arguments: folder for what we hand each other, means, then the program to become. What the image prints goes through a
 * pipe with a name, because /dev/stdout of an image is opened anew by many programs, which no socket allows.
 *
 * The map of users can only be written from outside, once the namespace is there: what is inside waits for it.
 */
const OUTSIDE = `
state=$1 means=$2
shift 2
same() { while read -r first _ count; do echo "$first $first $count"; done < "/proc/self/$1"; }
if [ "$means" = user-all ]; then
  me=$$
  own=$(readlink "/proc/$me/ns/user")
  # The users that we know ourselves; where that is one, this is no way.
  users=$(same uid_map) groups=$(same gid_map)
  (
    while [ -e "/proc/$me/ns" ] && [ "$(readlink "/proc/$me/ns/user")" = "$own" ]; do sleep 0.005; done
    word=no
    case "$users" in *" 1") ;; *)
      printf '%s\\n' "$users" > "/proc/$me/uid_map" && printf '%s\\n' "$groups" > "/proc/$me/gid_map" && word=go
    esac
    echo "$word" > "$state/.word" && mv "$state/.word" "$state/word"
  ) 2> /dev/null &
else
  echo go > "$state/word"
fi
exec "$@" > "$state/log" 2>> "$state/trouble"
`;

/** Before the map of users is there, a program that is started has no rights; so the one that uses them comes after. */
const WAITING = `
state=$1 inside=$2
shift 2
until [ -e "$state/word" ]; do sleep 0.005; done
read -r word < "$state/word"
[ "$word" = go ] || { echo "users cannot be mapped" >&2; exit 121; }
exec sh -c "$inside" sealsmith "$state" "$@"
`;

/**
 * Arguments: the folder for what we hand each other, the image's root folder, means, whether that root becomes the only
 * one (`move`), a command line that asks for its health (empty for none), then the program to become. On standard
 * input: its variables, as a script.
 *
 * /proc is made anew where the kernel allows, else it is the one that we see ourselves; its settings are read-only
 * either way: root of a user namespace may be root of the machine for them. Moving the root folder over / leaves no way
 * back to ours for a root that may change its root folder.
 *
 * A second process stays beside the program: through it we get into the network, and it asks for the health.
 */
const INSIDE = `
state=$1 root=$2 means=$3 move=$4 health=$5
shift 5
vars=$(cat)
exec < /dev/null
fail() { echo "$1" >&2; exit 121; }
if [ "$means" != chroot ]; then
  mount --bind "$root" "$root" || fail "no folder can be mounted"
  proc="$root/proc"
  mount -t proc -o nosuid,nodev,noexec proc "$proc" 2> /dev/null || mount --rbind /proc "$proc" || fail "/proc cannot be mounted"
  # Any user may take any port, as in Docker since 20.10.
  echo 0 2> /dev/null > "$proc/sys/net/ipv4/ip_unprivileged_port_start" || :
  for name in acpi asound bus fs irq scsi sys; do
    [ ! -d "$proc/$name" ] || { mount --bind "$proc/$name" "$proc/$name" && mount -o remount,bind,ro,nosuid,nodev,noexec "$proc/$name"; } || fail "/proc/$name cannot be made read-only"
  done
  for name in kcore keys latency_stats sched_debug sysrq-trigger timer_list; do
    [ ! -f "$proc/$name" ] || mount --bind /dev/null "$proc/$name" || fail "/proc/$name cannot be hidden"
  done
  mount -t tmpfs -o nosuid,mode=755,size=1m tmpfs "$root/dev" || fail "/dev cannot be mounted"
  for name in null zero full random urandom tty; do
    [ ! -e "/dev/$name" ] || { : > "$root/dev/$name" && mount --bind "/dev/$name" "$root/dev/$name"; } || fail "/dev/$name cannot be mounted"
  done
  mkdir "$root/dev/shm" "$root/dev/pts"
  mount -t tmpfs -o nosuid,nodev,noexec,mode=1777,size=64m tmpfs "$root/dev/shm" || fail "/dev/shm cannot be mounted"
  ! mount -t devpts -o newinstance,nosuid,noexec,ptmxmode=0666,mode=0620 devpts "$root/dev/pts" 2> /dev/null || ln -s pts/ptmx "$root/dev/ptmx"
  { @LOOPBACK@; } || fail "the loopback cannot be brought up"
else
  device() { [ -e "$root/dev/$1" ] || mknod -m 666 "$root/dev/$1" c "$2" "$3" 2> /dev/null || :; }
  device null 1 3; device zero 1 5; device full 1 7; device random 1 8; device urandom 1 9; device tty 5 0
fi
for link in fd stdin/0 stdout/1 stderr/2; do
  to=/proc/self/fd
  [ "$link" = fd ] || to="$to/\${link#*/}"
  [ -e "$root/dev/\${link%/*}" ] || ln -s "$to" "$root/dev/\${link%/*}" 2> /dev/null || :
done
cd "$root" || fail "the root folder cannot be entered"
(
  read -r pid _ < /proc/self/stat
  echo "$pid" > "$state/.holder" && mv "$state/.holder" "$state/holder"
  [ -n "$health" ] || exec sleep 2147483
  while sleep 1; do
    ( eval "$vars"; eval "exec $health" )
    echo "$?" > "$state/.health" && mv "$state/.health" "$state/health"
  done
) > /dev/null 2>&1 &
until [ -e "$state/holder" ]; do sleep 0.005; done
[ "$move" != move ] || mount -n --move . / || fail "the root folder cannot be moved"
read -r pid _ < /proc/self/stat
echo "$pid" > "$state/.pid" && mv "$state/.pid" "$state/pid"
eval "$vars"
exec "$@" 2>&1
`.replace('@LOOPBACK@', LOOPBACKS.map((command) => `${quoted(command)} 2> /dev/null`).join(' || '));

/** Absolute paths: the program's own PATH holds when these are called. */
export type BareTools = { readonly setpriv: string; readonly unshare: string; readonly nsenter: string };

export type BareStart = {
  readonly means: BareMeans;
  /** A folder of ours for what goes back and forth, with a pipe `log` in it. */
  readonly state: string;
  /** The image's root folder. */
  readonly root: string;
  readonly tools: BareTools;
  readonly user: User;
  readonly workdir: string;
  readonly command: readonly string[];
  readonly health: readonly string[] | undefined;
};

/** Arguments of `sh`, which has to have standard input as `variableScript` makes it. */
export function bareArguments(start: BareStart): readonly string[] {
  const { means, state, root, health } = start;
  const inside = [
    root,
    means,
    movesRoot(start) ? 'move' : '',
    health === undefined ? '' : quoted(becoming(start, health)),
  ];
  const then = [...inside, ...becoming(start, start.command)];
  return [
    '-c',
    OUTSIDE,
    'sealsmith',
    state,
    means,
    ...apart(means),
    'sh',
    '-c',
    WAITING,
    'sealsmith',
    state,
    INSIDE,
    ...then,
  ];
}

/** To see whether the machine can do it: everything but the image's program. */
export function trialArguments(means: BareMeans, state: string, root: string): readonly string[] {
  const move = means === 'chroot' || means === 'user-one' ? '' : 'move';
  const inside = ['sh', '-c', WAITING, 'sealsmith', state, INSIDE, root, means, move, '', 'true'];
  return ['-c', OUTSIDE, 'sealsmith', state, means, ...apart(means), ...inside];
}

/** Sets variables in a shell, whatever their values. Names are such as a shell takes. */
export function variableScript(variables: ReadonlyMap<string, string>): string {
  return [...variables].map(([name, value]) => `export ${name}=${quoted([value])}`).join('\n');
}

function apart(means: BareMeans): readonly string[] {
  const rest = ['--mount', '--pid', '--net', '--ipc', '--uts', '--fork', '--kill-child', '--'];
  switch (means) {
    case 'user-all':
      return ['unshare', '--user', ...rest];
    case 'user-one':
      return ['unshare', '--user', '--map-root-user', ...rest];
    case 'root':
      return ['unshare', ...rest];
    case 'chroot':
      return [];
  }
}

/** Where only one user is known, another one needs a namespace more, which nobody gets whose root was moved. */
function movesRoot({ means, user }: BareStart): boolean {
  return means === 'user-all' || means === 'root' || (means === 'user-one' && user.uid === 0);
}

/** The last steps, as the image's user: what they may do is taken away before its first program runs. */
function becoming({ means, tools, user, workdir }: BareStart, command: readonly string[]): readonly string[] {
  const bounding = `--bounding-set=-all,${CAPABILITIES.map((name) => `+${name}`).join(',')}`;
  // A container's seccomp refuses unshare() whatever is asked of it; this one only changes the root folder. Its --wd is a
  // folder of ours, which a link of the image could lead astray; --wdns is looked up in the new root.
  const entered = [tools.nsenter, '--root=.', `--wdns=${workdir}`];
  const folders = ['--root=.', `--wd=${workdir}`];
  const { uid, gid, groups } = user;
  if (means === 'user-one' && uid !== 0) {
    const mapped = ['--user', `--map-user=${uid}`, `--map-group=${gid}`];
    return [tools.setpriv, '--no-new-privs', tools.unshare, ...mapped, ...folders, '--', ...command];
  }
  const grouped = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`;
  const as = means === 'user-one' ? [] : [`--regid=${gid}`, grouped];
  const become = uid === 0 ? [] : [`--setuid=${uid}`];
  const taken = ['--no-new-privs', '--inh-caps=-all', bounding];
  const changed = means === 'chroot' ? entered : [tools.unshare, ...folders];
  return [tools.setpriv, ...as, ...taken, ...changed, ...become, '--', ...command];
}

/** Words for a shell. */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
