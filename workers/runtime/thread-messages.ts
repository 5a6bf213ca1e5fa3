import type { CheckpointDigest, CheckpointShape } from '#lib/domain/checkpoint'
import { Refusal, type RefusalReason } from '#lib/domain/refusal'
import type { Checkpoint } from './checkpoint'
import type { EngineCosts } from './engine-costs'
import type { OpenOptions } from './open-checkpoint'

/** What a thread is started with. */
export interface ThreadTask {
  readonly directory: string
  readonly settings: OpenOptions
}

/** Methods of a checkpoint that run in its thread. */
export type ThreadMethod =
  | 'promptOutline'
  | 'encodeImage'
  | 'generate'
  | 'generateAll'
  | 'scoreContinuations'
  | 'hiddenStates'
  | 'close'

/** A call that waits for its reply. */
export type ThreadCall = {
  [Method in ThreadMethod]: {
    readonly call: number
    readonly method: Method
    readonly args: Parameters<Checkpoint[Method]>
  }
}[ThreadMethod]

export interface Opened {
  readonly digest: CheckpointDigest
  readonly shape: CheckpointShape
  readonly provider: string
  readonly precision: string
  readonly costs: EngineCosts
}

/** An error as it crosses between threads, which would make a plain error of a refusal. */
export interface SentError {
  readonly reason: RefusalReason | null
  readonly message: string
  readonly stack: string
}

export type ThreadReply =
  | { readonly opened: Opened }
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number | null; readonly error: SentError }

export function sendError(error: unknown): SentError {
  if (error instanceof Refusal)
    return { reason: error.reason, message: error.message, stack: error.stack ?? '' }
  if (error instanceof Error) return { reason: null, message: error.message, stack: error.stack ?? '' }
  return { reason: null, message: String(error), stack: '' }
}

export function receiveError({ reason, message, stack }: SentError): Error {
  const error = reason === null ? new Error(message) : new Refusal(reason, message)
  error.stack = stack
  return error
}
