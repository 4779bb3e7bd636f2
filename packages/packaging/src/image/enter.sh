#!/bin/sh
# enter.sh build|run <files> <cwd> <command…>, called in mount and pid namespaces of its own.
#
# Puts together what a container sees and becomes its first process: this machine's Debian below, the
# image's own files above. `run` is how the pieces are meant to be run: nothing can be written but /tmp,
# by a user without any capability, who can't get one. `build` is root, with a network and npm's cache.
set -eu
mode=$1 files=$2 cwd=$3
shift 3
view=/mnt

mount -t tmpfs -o mode=755 view $view
cd $view
mkdir usr etc proc dev tmp root home home/node
mount --bind /usr usr
mount -o remount,bind,ro usr
mount --bind "$files/usr/local" usr/local
for name in bin sbin lib lib64; do ln -s "usr/$name" "$name"; done
for path in "$files"/*; do
  name=${path##*/}
  [ "$name" = usr ] && continue
  mkdir -p "$name"
  mount --bind "$path" "$name"
done
mount -t proc proc proc
mount --rbind /dev dev

mkdir etc/ssl
mount --bind /etc/ssl etc/ssl
cp /etc/resolv.conf /etc/hosts /etc/nsswitch.conf etc/
printf 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n' > etc/passwd
printf 'root:x:0:\nnode:x:1000:\n' > etc/group

mount -t tmpfs -o mode=1777,size=64m tmp tmp
if [ "$mode" = build ]; then
  for name in .npm .npmrc; do
    [ -e "/root/$name" ] || continue
    if [ -d "/root/$name" ]; then mkdir "root/$name"; else : > "root/$name"; fi
    mount --bind "/root/$name" "root/$name"
  done
  exec chroot $view /bin/sh -c 'cd "$0" && exec "$@"' "$cwd" "$@"
fi

for path in "$files"/*; do
  name=${path##*/}
  [ "$name" = usr ] && name=usr/local
  mount -o remount,bind,ro "$name"
done
mount -o remount,ro $view
# Becoming another user forgets who is to be died with, so that is said again.
exec chroot $view /usr/bin/setpriv --pdeathsig=KILL --reuid=1000 --regid=1000 --clear-groups \
  --bounding-set=-all --inh-caps=-all --no-new-privs /bin/sh -c 'cd "$0" && exec "$@"' "$cwd" "$@"
