/**
 * Device trees of real boards for the tests, from Debian's arm64 kernel package: `npm run boards`. They are not part of
 * this repository; they stay in .cache/boards, which Git ignores. apt is asked with lists of its own, so that the machine
 * keeps its architectures and nothing needs root.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './stale.mjs';

/** What the boards are known to be of. A mirror that has a newer package only gives that one. */
const PACKAGE = 'linux-image-6.1.0-56-arm64';
const NEWEST = 'linux-image-arm64';

export const FOLDER = join(ROOT, '.cache/boards');

/** By vendor, as the package has them. */
const BOARDS = [
  'xilinx/zynqmp-zcu102-rev1.0',
  'rockchip/rk3399-rockpro64',
  'freescale/imx8mm-verdin-wifi-dev',
  'qcom/sdm845-db845c',
  'broadcom/bcm2711-rpi-cm4-io',
  'allwinner/sun50i-a64-pine64-plus',
  'amlogic/meson-sm1-odroid-hc4',
  'marvell/armada-8040-clearfog-gt-8k',
  'nvidia/tegra210-p3450-0000',
  'ti/k3-am654-base-board',
  'ti/k3-am6548-iot2050-advanced',
];

const fileOf = (/** @type {string} */ board) => join(FOLDER, `${board.slice(board.indexOf('/') + 1)}.dtb`);

/** Runs a program for its output; undefined where it fails or is not there. @param {readonly [string, ...string[]]} words @param {string} cwd */
function output([command, ...args], cwd) {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 600_000,
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
  return error === undefined && status === 0 ? stdout : undefined;
}

/** Downloads the kernel package into a folder: its file, or undefined. @param {string} work */
function download(work) {
  for (const folder of ['lists/partial', 'archives/partial']) mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, 'status'), '');
  const options = [
    `Dir::State::Lists=${join(work, 'lists')}`,
    `Dir::State::Status=${join(work, 'status')}`,
    `Dir::Cache=${work}`,
    'APT::Architecture=arm64',
    'APT::Architectures::=arm64',
    'Acquire::Languages=none',
    'Debug::NoLocking=1',
  ].flatMap((option) => ['-o', option]);
  if (output(['apt-get', ...options, 'update', '-qq'], work) === undefined) return undefined;
  const depends = output(['apt-cache', ...options, 'depends', NEWEST], work) ?? '';
  const newest = /Depends: (linux-image-\S+?)(?::arm64)?$/m.exec(depends)?.[1];
  for (const name of [PACKAGE, newest]) {
    if (name === undefined || output(['apt-get', ...options, 'download', '-qq', name], work) === undefined) continue;
    const file = readdirSync(work).find((each) => each.endsWith('.deb'));
    if (file !== undefined) return join(work, file);
  }
  return undefined;
}

/** Takes the boards out of a package. @param {string} file @param {string} work */
function unpack(file, work) {
  const wanted = BOARDS.map((board) => `./usr/lib/linux-image-*/${board}.dtb`);
  const tar = ['tar', '-x', '--wildcards', '-C', work, ...wanted].map((word) => `'${word}'`).join(' ');
  output(['sh', '-c', `dpkg-deb --fsys-tarfile '${file}' | ${tar}`], work);
  const lib = join(work, 'usr/lib');
  const [kernel] = existsSync(lib) ? readdirSync(lib) : [];
  if (kernel === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const board of BOARDS) {
    const from = join(lib, kernel, `${board}.dtb`);
    if (existsSync(from)) renameSync(from, fileOf(board));
  }
}

/** Brings the boards that are not here yet. Returns the names of those that could not be had. */
export function ensureBoards() {
  const missing = () => BOARDS.filter((board) => !existsSync(fileOf(board)));
  if (missing().length > 0) {
    console.log(`Fetching device trees of real boards from the package ${PACKAGE} (about 60 MB) …`);
    // Beside the cache, so that a file can be moved there.
    mkdirSync(join(ROOT, '.cache'), { recursive: true });
    const work = mkdtempSync(join(ROOT, '.cache/fetch-'));
    try {
      const file = download(work);
      if (file !== undefined) unpack(file, work);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return missing();
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === join(ROOT, 'scripts/real-boards.mjs')) {
  const missing = ensureBoards();
  if (missing.length > 0) {
    console.log(`Could not be had: ${missing.join(', ')}. It takes apt-get and dpkg-deb, and a mirror that has arm64.`);
    process.exitCode = 1;
  }
}
