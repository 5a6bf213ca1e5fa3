import { type CheckpointDigest, type CheckpointShape, checkpointDigest } from '#lib/domain/checkpoint'
import type { ChatModel } from '#workers/services/chat-model'
import { chatEngine, chatShape } from './chat-means'

/** A chat model where a run has its checkpoint. */
export interface ChatSubject {
  readonly model: ChatModel
  readonly digest: CheckpointDigest
  readonly shape: CheckpointShape
  readonly provider: string
  readonly precision: string
}

export function chatSubject(model: ChatModel): ChatSubject {
  return { model, digest: checkpointDigest.parse(model.digest), shape: chatShape, ...chatEngine }
}
