/** What a command returned, and how the dump's `script` section says it. */
import { ok, type Result } from '../../../base/result.ts';
import type { Command } from '../../api/scenario/types.ts';

export interface CommandResult {
  /** 0 or more, or -1 with an errno, as a system call. */
  readonly ret: number;
  readonly errno?: number;
  /** What stood against it, in words, where the errno alone does not tell. */
  readonly why?: string;
  /** Counts of eventfds that the command made go up, by vector. */
  readonly eventfds?: readonly { readonly index: number; readonly value: number }[];
  /** Effective affinity afterwards, as a CPU list. */
  readonly effective?: string;
}

/** From what a kernel function returned: an errno is -1 with the errno, as user space sees it. */
export function fromErrno(value: number, more: Partial<CommandResult> = {}): Result<CommandResult> {
  return ok(value < 0 ? { ret: -1, errno: -value } : { ret: 0, ...more });
}

/** The same; when it is a refusal, with what stood against it. */
export function withReason(result: Result<CommandResult>, why: string | undefined): Result<CommandResult> {
  const isRefused = result.ok && result.value.errno !== undefined;
  return isRefused && why !== undefined ? ok({ ...result.value, why }) : result;
}

/** A line of the dump's `script` section. */
export function formatResult(index: number, command: Command, result: CommandResult): string {
  const eventfds = (result.eventfds ?? []).map(({ index: at, value }) => ` eventfd${at}=${value}`).join('');
  const effective = result.effective === undefined ? '' : ` effective=${result.effective}`;
  return `${index} ${command.do} ret=${result.ret} errno=${result.errno ?? 0}${eventfds}${effective}`;
}
