// The head of the single executable: puts what is packed behind it into a folder of this user's own, once, and becomes
// it. Links to nothing, so that it starts where there is no C library. What is in that folder is compared with the
// digests in here at every start, because whatever ran before as the same user could have written there.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// One line a file: digest, mode in octal, size, path. In the order in which their bytes follow each other in `packed`.
//
//go:embed contents
var contents string

//go:embed packed
var packed []byte

// The exit status of an environment that does not allow it (docs/exit-codes.md).
const environment = 5

// The sticky bit as the kernel has it: others cannot rename what is ours.
const sticky = 0o1000

type file struct {
	digest string
	mode   fs.FileMode
	size   int64
	path   string
}

func main() {
	files, err := list()
	if err != nil {
		stop(err)
	}
	whole := sha256.Sum256([]byte(contents))
	name := hex.EncodeToString(whole[:])
	var why []string
	for _, parent := range parents() {
		folder := filepath.Join(parent, name)
		if err := place(parent, folder, files); err == nil {
			err = become(folder)
			why = append(why, parent+": "+err.Error())
		} else {
			why = append(why, parent+": "+err.Error())
		}
	}
	stop(errors.New("no folder for what it is made of: " + strings.Join(why, "; ") + ". Set XDG_CACHE_HOME to one that is yours alone"))
}

func stop(err error) {
	fmt.Fprintf(os.Stderr, "sealsmith: %v (exit %d)\n", err, environment)
	os.Exit(environment)
}

func list() ([]file, error) {
	var files []file
	for _, line := range strings.Split(strings.TrimSuffix(contents, "\n"), "\n") {
		parts := strings.SplitN(line, " ", 4)
		if len(parts) != 4 || !filepath.IsLocal(parts[3]) {
			return nil, fmt.Errorf("broken: %q", line)
		}
		mode, wrong := strconv.ParseUint(parts[1], 8, 9)
		size, bad := strconv.ParseInt(parts[2], 10, 63)
		if wrong != nil || bad != nil {
			return nil, fmt.Errorf("broken: %q", line)
		}
		files = append(files, file{parts[0], fs.FileMode(mode), size, parts[3]})
	}
	return files, nil
}

// The folders that may hold it, the best first.
func parents() []string {
	var found []string
	add := func(base string, parts ...string) {
		if filepath.IsAbs(base) && filepath.Clean(base) != "/" {
			found = append(found, filepath.Join(append([]string{filepath.Clean(base)}, parts...)...))
		}
	}
	add(os.Getenv("XDG_CACHE_HOME"), "sealsmith")
	add(os.Getenv("HOME"), ".cache", "sealsmith")
	own := "sealsmith-" + strconv.Itoa(os.Geteuid())
	add(os.Getenv("TMPDIR"), own)
	add("/tmp", own)
	add("/var/tmp", own)
	return found
}

// Afterwards `folder` holds exactly these files, whatever was there before.
func place(parent, folder string, files []file) error {
	if err := private(parent); err != nil {
		return err
	}
	if same(folder, files) == nil {
		return nil
	}
	sweep(parent)
	fresh, err := os.MkdirTemp(parent, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := unpack(fresh, files); err != nil {
		return err
	}
	err = os.Rename(fresh, folder)
	if err == nil {
		return nil
	}
	// Another start was quicker; or what is there is not what it should be, and goes.
	if same(folder, files) == nil {
		return nil
	}
	old, err := os.MkdirTemp(parent, ".old-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(old)
	if err := os.Rename(folder, filepath.Join(old, "folder")); err != nil {
		return err
	}
	return os.Rename(fresh, folder)
}

// What a start that was killed has left.
func sweep(parent string) {
	found, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, one := range found {
		about, err := one.Info()
		left := strings.HasPrefix(one.Name(), ".new-") || strings.HasPrefix(one.Name(), ".old-")
		if err == nil && left && time.Since(about.ModTime()) > time.Hour {
			os.RemoveAll(filepath.Join(parent, one.Name()))
		}
	}
}

// Makes it where it is not there, and refuses it where anybody else could change what is in it.
func private(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return err
	}
	if real != folder {
		// The folders that the link leads through count as well.
		if err := owned(real); err != nil {
			return err
		}
	}
	return owned(folder)
}

func owned(folder string) error {
	own := uint32(os.Geteuid())
	for at := folder; ; at = filepath.Dir(at) {
		var found syscall.Stat_t
		if err := syscall.Lstat(at, &found); err != nil {
			return err
		}
		link := found.Mode&syscall.S_IFMT == syscall.S_IFLNK
		if at == folder {
			if link || found.Mode&syscall.S_IFMT != syscall.S_IFDIR {
				return errors.New("it is no folder")
			}
			if found.Uid != own || found.Mode&0o077 != 0 {
				return errors.New("it is open to others")
			}
		} else if found.Uid != 0 && found.Uid != own || !link && found.Mode&0o022 != 0 && found.Mode&sticky == 0 {
			return fmt.Errorf("others could change %s", at)
		}
		if at == "/" {
			return nil
		}
	}
}

// Whether each file is there with its bytes, all read in this moment, and nothing else: the loader takes a library of
// another name first when there is one.
func same(folder string, files []file) error {
	known := map[string]bool{}
	for _, one := range files {
		known[filepath.Join(folder, one.path)] = true
	}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !known[path] {
			err = fmt.Errorf("%s does not belong there", path)
		}
		return err
	})
	if err != nil {
		return err
	}
	results := make([]error, len(files))
	var group sync.WaitGroup
	for at, one := range files {
		group.Add(1)
		go func() {
			defer group.Done()
			results[at] = sameFile(filepath.Join(folder, one.path), one)
		}()
	}
	group.Wait()
	return errors.Join(results...)
}

func sameFile(path string, one file) error {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	opened := os.NewFile(uintptr(fd), path)
	defer opened.Close()
	about, err := opened.Stat()
	if err != nil {
		return err
	}
	if about.Mode() != one.mode || about.Size() != one.size {
		return errors.New("another mode or size")
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, opened); err != nil {
		return err
	}
	if hex.EncodeToString(digest.Sum(nil)) != one.digest {
		return errors.New("other bytes")
	}
	return nil
}

func unpack(folder string, files []file) error {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	for _, one := range files {
		path := filepath.Join(folder, one.path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := write(path, one, reader); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, one file, from io.Reader) error {
	made, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, one.mode)
	if err != nil {
		return err
	}
	defer made.Close()
	digest := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(made, digest), from, one.size); err != nil {
		return err
	}
	if hex.EncodeToString(digest.Sum(nil)) != one.digest {
		return errors.New("what is packed is broken")
	}
	// Whatever the umask took away.
	if err := made.Chmod(one.mode); err != nil {
		return err
	}
	return made.Close()
}

// Node by the loader and the libraries that are packed with it: the image may have others, or none.
func become(folder string) error {
	in := func(path string) string { return filepath.Join(folder, path) }
	args := []string{
		in("lib/ld.so"), "--inhibit-cache", "--library-path", in("lib"),
		in("bin/node"), "--require", in("start.cjs"), in("dist/main.js"),
	}
	var env []string
	for _, line := range os.Environ() {
		// Made for the image's own C library.
		if !strings.HasPrefix(line, "LD_PRELOAD=") && !strings.HasPrefix(line, "LD_AUDIT=") {
			env = append(env, line)
		}
	}
	return syscall.Exec(args[0], append(args, os.Args[1:]...), env)
}
