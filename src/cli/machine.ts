/** A collected file as input: a machine that is known from what it printed. */
import { basename } from 'node:path';
import { ok, type Result } from '../base/result.ts';
import { cliMessages, engineMessages, type Language } from '../engine/api/messages/index.ts';
import { cleanCollected, type Collected, isCollected, readCollected } from '../engine/index.ts';
import { readInput } from './input.ts';

/** undefined when the file is none; what is that machine's alone is blanked. */
export function openMachine(name: string | undefined, language: Language): Result<Collected> | undefined {
  if (name === undefined || /\.(dtb|dts|json)$/.test(basename(name))) return undefined;
  const bytes = readInput(name, cliMessages(language));
  if (!bytes.ok) return undefined;
  const text = new TextDecoder().decode(bytes.value);
  if (!isCollected(text)) return undefined;
  const messages = engineMessages(language);
  const read = readCollected(cleanCollected(text, messages.devicetree), messages);
  return read.ok ? ok(read.value) : read;
}
