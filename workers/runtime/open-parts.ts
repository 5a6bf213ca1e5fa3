import type { Taps } from '#workers/compiler/author-decoder'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import type { DecoderGraph, PreparedCheckpoint } from './compile-checkpoint'
import { Decoder, type DecoderSession } from './decoder'
import { openSession, type SessionOptions } from './session'
import { Vision } from './vision'

/** The session of a vision tower with its projector. */
export async function openVision(
  { vision, tensors, shape }: Pick<PreparedCheckpoint, 'vision' | 'tensors' | 'shape'>,
  options: SessionOptions,
): Promise<Vision> {
  return new Vision(await openSession(vision, tensors.folder, options), shape.vision.imageSize)
}

/** The sessions of a language model, one after the other: a session's weights are in memory twice while it is made. */
export async function openDecoder(
  graphs: readonly DecoderGraph[],
  folder: string,
  language: LanguageModel,
  taps: Taps,
  options: SessionOptions,
): Promise<Decoder> {
  const sessions: DecoderSession[] = []
  for (const { graph, from, to } of graphs)
    sessions.push({ from, to, session: await openSession(graph, folder, options) })
  return new Decoder(sessions, language, taps)
}
