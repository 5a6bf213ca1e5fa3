import { type CheckpointDigest, digestParts } from '#lib/domain/checkpoint'
import type { CheckpointSource } from '#lib/domain/submission'

/** `sha256 9b07…e41c`; `chat 9b07…e41c` where the weights are elsewhere. */
export function shortDigest(digest: CheckpointDigest): string {
  const { kind, hex } = digestParts(digest)
  return `${kind} ${hex.slice(0, 4)}…${hex.slice(-4)}`
}

/** `owner/name@4f1c9e2`, or the last two folders of a directory. */
export function shortSource(source: CheckpointSource): string {
  if (source.kind === 'hub') return `${source.repository}@${source.commit.slice(0, 7)}`
  const folders = source.path.split('/').filter(part => part !== '')
  return folders.length > 2 ? `…/${folders.slice(-2).join('/')}` : source.path
}

/** The whole of it, for the reader who wants to find it again. */
export function fullSource(source: CheckpointSource): string {
  return source.kind === 'hub' ? `${source.repository}@${source.commit}` : source.path
}

/** Names of module types as their papers write them; any other type stands as the config has it. */
const titles: Readonly<Record<string, string>> = {
  llava: 'LLaVA',
  llama: 'Llama',
  clip_vision_model: 'CLIP ViT',
  siglip_vision_model: 'SigLIP',
  qwen2: 'Qwen2',
}

export function moduleTitle(type: string): string {
  return titles[type] ?? type
}
