import { availableParallelism } from 'node:os'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { Taps } from '#workers/compiler/author-decoder'
import { type Dialect, decodesInLoop } from '#workers/compiler/dialect'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import type { DecoderGraph, PreparedCheckpoint } from './compile-checkpoint'
import { Decoder, type DecoderSession } from './decoder'
import { GreedyLoop } from './greedy-loop'
import { openSession, type SessionOptions } from './session'
import { Vision } from './vision'

/** A language model as its dialect has it cut. */
export async function openLanguage(
  graphs: readonly DecoderGraph[],
  folder: string,
  language: LanguageModel,
  dialect: Dialect,
  taps: Taps,
  options: SessionOptions,
): Promise<Decoder | GreedyLoop> {
  const [only] = graphs
  if (!only || !decodesInLoop(dialect)) return openDecoder(graphs, folder, language, taps, options)
  return new GreedyLoop(await openSession(only.graph, folder, options), language, taps)
}

/** The session of a vision tower with its projector. */
export async function openVision(
  { vision, tensors, shape }: Pick<PreparedCheckpoint, 'vision' | 'tensors' | 'shape'>,
  options: SessionOptions,
): Promise<Vision> {
  return new Vision(await openSession(vision, tensors.folder, options), shape.vision.imageSize)
}

/**
 * The sessions of a language model, one after the other: a session's weights are in memory twice while it is made. The
 * last one has the head, most of them, and comes first, when nothing else is there.
 */
export async function openDecoder(
  graphs: readonly DecoderGraph[],
  folder: string,
  language: LanguageModel,
  taps: Taps,
  options: SessionOptions,
): Promise<Decoder> {
  const sessions: DecoderSession[] = []
  for (const { graph, from, to } of [...graphs].reverse())
    sessions.unshift({ from, to, session: await openSession(graph, folder, options) })
  return new Decoder(sessions, language, taps)
}

/** Below this many parameters a matrix product is over before a second thread has woken up. */
const smallCheckpoint = 50e6

/** Intra-op threads for a checkpoint of that size. */
export function threadsFor({ parameters }: Pick<CheckpointShape, 'parameters'>): number {
  return parameters < smallCheckpoint ? 1 : availableParallelism()
}
