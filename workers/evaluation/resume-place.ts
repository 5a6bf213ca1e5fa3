import type { ReadingPlace } from '#workers/runtime/checkpoint'
import { type PromptSketch, promptLength, type SketchedPicture } from './prompt-sketch'

/**
 * The one rule of sharing: a decoder is causal and its layers are ordered, so a prompt has everything before the first
 * token, and below the first layer, in which it differs from another one in common with it. Its last token is read in any
 * case. @param kept a prompt without noise on its streams.
 */
export function resumePlace(kept: PromptSketch, prompt: PromptSketch): ReadingPlace {
  const { noise } = prompt
  const last = promptLength(prompt) - 1
  const noisy = Math.min(last, ...noise.map(({ tokens: [first = last] }) => first))
  const difference = firstDifference(kept, prompt)
  if (difference !== null) return { layer: 0, token: Math.min(difference, noisy) }
  if (noise.length === 0) return { layer: 0, token: last }
  return { layer: Math.min(...noise.map(({ layer }) => layer)), token: noisy }
}

/** The first token that two prompts do not have in common before any layer; null where they are one prompt. */
function firstDifference(kept: PromptSketch, prompt: PromptSketch): number | null {
  const { ids, imageToken, pictures } = prompt
  let token = 0
  let picture = 0
  for (const [at, id] of ids.entries()) {
    if (kept.ids[at] !== id) return token
    if (id !== imageToken) {
      token += 1
      continue
    }
    const [mine, theirs] = [pictures[picture], kept.pictures[picture]]
    picture += 1
    if (!mine || !theirs) return token
    const row = firstRow(theirs, mine)
    if (row !== null) return token + row
    token += mine.count
  }
  return kept.ids.length === ids.length ? null : token
}

/** The first visual token that differs; null where none does and none follows. */
function firstRow(kept: SketchedPicture, picture: SketchedPicture): number | null {
  if (kept.key !== picture.key) return 0
  const quiet = Math.min(kept.noisy ?? kept.count, picture.noisy ?? picture.count)
  const shared = Math.min(kept.count, picture.count, quiet)
  for (let row = 0; row < shared; row++)
    if ((kept.rows?.[row] ?? row) !== (picture.rows?.[row] ?? row)) return row
  return shared < picture.count || kept.count !== picture.count ? shared : null
}
