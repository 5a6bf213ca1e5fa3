import { createHash } from 'node:crypto'
import type { Intervention, Trial } from '../domain/trial'

/**
 * What the chance of a condition came to on an item: 16 hex digits of SHA-256 over the orders, cells or other items of its
 * trials, one a picture (measurement 0.5). Null where nothing was drawn, or there was but one way to draw it; and of noise,
 * which its key says all of.
 */
export function drawDigest({ seed }: { readonly seed: number }, trials: readonly Trial[]): string | null {
  if (seed === 0) return null
  const drawn = trials.map(({ interventions }) => interventions.flatMap(drawnOf))
  return drawn.every(one => one.length === 0) ? null : hexOf(JSON.stringify(drawn))
}

/**
 * The draws of several items as one: equal where all of them are, in their order. Undefined where nothing was drawn, or
 * nobody said what.
 */
export function jointDraw(draws: readonly (string | null | undefined)[]): string | undefined {
  const known = draws.map(draw => draw ?? null)
  return known.every(draw => draw === null) ? undefined : hexOf(JSON.stringify(known))
}

function drawnOf(intervention: Intervention): (readonly number[])[] {
  if (intervention.at === 'visual-tokens')
    return 'order' in intervention && intervention.order.length > 1 ? [[...intervention.order]] : []
  if (intervention.at !== 'image') return []
  const { edit } = intervention
  switch (edit.kind) {
    case 'other-item':
      return [[edit.item]]
    case 'shuffle-cells':
      return [[...edit.order]]
    case 'mask-cells':
      return [[...edit.cells]]
    case 'remove':
    case 'blank':
    case 'synthesized':
    case 'fit-grid':
      return []
  }
}

function hexOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
