#!/bin/sh
# Gathers what this machine says of its interrupts into one text, for irqscope: sh collect.sh > machine.txt
# It only reads. Without root, debugfs or lspci it gathers less. It takes: kernel version, uptime, CPU lists, /proc/interrupts,
# /sys/kernel/debug/irq, /sys/kernel/irq, /proc/irq, PCI functions, device names with drivers, the device tree, and the
# lines of the log that are about interrupts. Serial numbers and MAC addresses are blanked when irqscope opens the file, and by
# `irqscope collect --clean machine.txt`, which is what to send on.
LC_ALL=C
export LC_ALL
PROC=${PROC:-/proc}
SYS=${SYS:-/sys}

section() { printf '@@@@ %s\n' "$1"; }
# A file as it is; nothing where it is not there or not to be read.
body() { cat "$1" 2>/dev/null; }
# key=text of a file; an empty file has no newline.
key() { if [ -r "$2" ]; then printf '%s=' "$1"; cat "$2" 2>/dev/null || echo; fi; }

section uname
uname -srm

section cpus
key possible "$SYS/devices/system/cpu/possible"
key online "$SYS/devices/system/cpu/online"

section uptime
body "$PROC/uptime"

section interrupts
body "$PROC/interrupts"

debug=$SYS/kernel/debug/irq
for kind in domains irqs; do
  for file in "$debug/$kind"/*; do
    [ -r "$file" ] || continue
    section "$kind/${file##*/}"
    body "$file"
  done
done

for folder in "$SYS"/kernel/irq/[0-9]*; do
  [ -d "$folder" ] || continue
  section "sysirq/${folder##*/}"
  for name in actions chip_name hwirq name per_cpu_count type wakeup; do key "$name" "$folder/$name"; done
  echo
done

for folder in "$PROC"/irq/[0-9]*; do
  [ -d "$folder" ] || continue
  section "procirq/${folder##*/}"
  for name in smp_affinity_list effective_affinity_list affinity_hint node; do key "$name" "$folder/$name"; done
  for action in "$folder"/*/; do
    [ -d "$action" ] || continue
    action=${action%/}
    printf 'action=%s\n' "${action##*/}"
  done
done

for folder in "$SYS"/bus/pci/devices/*; do
  [ -d "$folder" ] || continue
  name=${folder##*/}
  section "pci/$name"
  printf 'pci %s' "$name"
  for field in vendor device class; do
    value=$(body "$folder/$field")
    printf ' %s=%s' "$field" "${value#0x}"
  done
  echo
  for file in "$folder"/msi_irqs/*; do
    [ -r "$file" ] && printf 'msi_irqs/%s=%s\n' "${file##*/}" "$(body "$file")"
  done
  key irq "$folder/irq"
  link=$(readlink "$folder/driver" 2>/dev/null) && printf 'driver=%s\n' "${link##*/}"
  link=$(readlink "$folder/iommu_group" 2>/dev/null) && printf 'iommu_group=%s\n' "${link##*/}"
done

section devices
for folder in "$SYS"/bus/*/devices/*; do
  [ -e "$folder" ] || continue
  link=$(readlink "$folder/driver" 2>/dev/null) || continue
  printf '%s %s\n' "$folder" "${link##*/}"
done

if command -v lspci >/dev/null 2>&1; then
  section lspci
  lspci -nn -vv 2>/dev/null
fi

section dmesg
dmesg 2>/dev/null | grep -iE 'irq|gic|its@|intc|msi|apic|imsic|plic|vfio|iommu|smmu|interrupt|Linux version'

fdt=$SYS/firmware/fdt
if [ -r "$fdt" ]; then
  if command -v base64 >/dev/null 2>&1; then
    section fdt.b64
    base64 "$fdt"
  elif command -v od >/dev/null 2>&1; then
    section fdt.hex
    od -An -v -tx1 "$fdt"
  fi
fi

section end
