import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { formatProblem } from '../../base/result.ts';
import { getProperty, parseBoard, parseDts, stringList, writeDtb } from './index.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const SOURCE = '/dts-v1/;\n/ { model = "a"; };\n';

function padded(offset: number, content: string): Uint8Array {
  return text(`${'\0'.repeat(offset)}${content}`);
}

describe('parseBoard', () => {
  it('tells a DTB from a DTS by content', () => {
    const dts = parseBoard(MESSAGES.devicetree, text(SOURCE), 'misnamed.dtb');
    if (!dts.ok) throw new Error(dts.error.message);
    const dtb = parseBoard(MESSAGES.devicetree, writeDtb(dts.value), 'misnamed.dts');
    expect(dtb.ok && dtb.value.sources).toEqual([{ file: 'misnamed.dts', kind: 'dtb' }]);
    expect(dts.value.sources[0]?.kind).toBe('dts');
  });

  it('reads text with a byte order mark, and text that is not UTF-8', () => {
    expect(parseBoard(MESSAGES.devicetree, text(`\ufeff${SOURCE}`), 'a.dts').ok).toBe(true);
    const latin1 = Uint8Array.from('/dts-v1/; / { model = "caf\u00e9"; };', (char) => char.charCodeAt(0));
    const tree = parseBoard(MESSAGES.devicetree, latin1, 'a.dts');
    expect(tree.ok && getProperty(tree.value.root, 'model')?.value.at(-2)).toBe(0xe9);
  });

  it('hands the resolvers on', () => {
    const board = parseBoard(
      MESSAGES.devicetree,
      text('/dts-v1/;\n#include "x"\n/ { b = /incbin/("y"); };'),
      'a.dts',
      (name) => ({ file: name, text: '/ { model = "from x"; };' }),
      () => Uint8Array.of(0x62, 0),
    );
    expect(board.ok && board.value.root.properties.flatMap((property) => stringList(property))).toEqual([
      'from x',
      'b',
    ]);
  });

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['a gzip archive', Uint8Array.of(0x1f, 0x8b, 8, 0)],
    ['an xz archive', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)],
    ['a zip archive', text('PK\x03\x04')],
    ['a tar archive', padded(257, 'ustar')],
    ['an ELF file', text('\x7fELF')],
    ['an arm64 kernel Image', padded(56, 'ARMd')],
    ['a PE (EFI) executable', text('MZ\0\0')],
    ['a DTB with swapped bytes', Uint8Array.of(0xed, 0xfe, 0x0d, 0xd0)],
    ['nothing but zero bytes', new Uint8Array(100)],
    ['UTF-16 text', Uint8Array.of(0xff, 0xfe, 0x2f, 0)],
    ['JSON', text('{\n  "irqscope": 1 }')],
    ['HTML or XML', text('<!DOCTYPE html><html>')],
    ['a script', text('#!/bin/sh\n')],
    ['ACPI source (ASL)', text('DefinitionBlock ("", "DSDT")')],
    ['an ACPI table (DSDT)', text('DSDT\x10\0\0\0')],
  ])('names %s', (name, bytes) => {
    const result = parseBoard(MESSAGES.devicetree, bytes, 'thing');
    expect(result.ok ? '' : result.error.code).toBe('board-not-a-tree');
    expect(result.ok ? '' : formatProblem(result.error)).toContain(`it looks like ${name}.`);
  });

  it('has a word for the unknown too', () => {
    const result = parseBoard(MESSAGES.devicetree, Uint8Array.of(1, 2, 3), 'thing');
    expect(result.ok ? '' : result.error.message).toContain('belong to no kind of file known here');
  });

  it('says what other text lacks', () => {
    const result = parseBoard(MESSAGES.devicetree, text('Dear reader,\n'), 'letter.txt');
    expect(result.ok ? '' : formatProblem(result.error)).toContain(
      'letter.txt:1:1: Expected "/dts-v1/;" at the start, found "Dear"',
    );
    const blank = parseBoard(MESSAGES.devicetree, text(' \n'), 'blank.dts');
    expect(blank.ok ? '' : blank.error.message).toContain('found the end of the file');
  });

  it('refuses more than 64 MB', () => {
    const result = parseBoard(MESSAGES.devicetree, new Uint8Array(64 * 1024 * 1024 + 1), 'huge');
    expect(result.ok ? '' : result.error.message).toBe('The file has 67108865 bytes; the limit is 64 MB.');
  });

  it('keeps the whole of it below 64 MB when files include others', () => {
    const half = `/* ${'x'.repeat(40 * 1024 * 1024)} */`;
    const result = parseDts(MESSAGES.devicetree, '#include "a"\n#include "b"\n', {
      include: (file) => ({ file, text: half }),
    });
    expect(result.ok ? '' : formatProblem(result.error)).toBe('b:1:1: The files together pass 64 MB.');
  });
});
