import { goldPlace, orderBound, turnWith } from './answer-options'
import { salientRegion } from './evidence-region'
import { excluded, type Region, startVariant, type Transformation, type VariantSource } from './variant'

const cannotTell = 'Cannot be determined from the picture'
/** A larger region is not evidence but the picture. */
const largestArea = 0.6

/**
 * The picture with its evidence masked, where "cannot be determined" becomes right, beside the picture as it is with the
 * same options: right only if both are, so that refusing every question scores 0.
 */
export const evidenceRemoved: Transformation = {
  id: 'evidence-removed',
  title: 'Evidence removed from the picture',
  answers: '2',
  build(source, at) {
    const item = source.items[at]
    const bound = orderBound(item)
    if (bound !== null && bound !== 'its options are numbers in order') return excluded(bound)
    const region = regionOf(source, item.id)
    if (region === null) return excluded('nobody knows where in the picture its evidence is')
    if (region.width * region.height > largestArea) return excluded('its evidence is most of the picture')
    const texts = [...item.options.map(({ text }) => text), cannotTell]
    const start = startVariant(source, at, 'evidence-removed', 'whole')
    const shared = {
      group: `${item.id}~evidence-removed`,
      parameters: { region: [region.left, region.top, region.width, region.height] },
      guessFloor: (1 / texts.length) ** 2,
      checks: [{ check: 'a person cannot answer the masked picture', verdict: 'pending' as const }],
    }
    return [
      { ...start, ...shared, turns: [turnWith(item, texts, goldPlace(item))] },
      {
        ...start,
        ...shared,
        id: `${item.id}~evidence-removed~masked`,
        turns: [turnWith(item, texts, texts.length - 1)],
        picture: { item: item.id, masked: region },
      },
    ]
  },
}

/** A box that somebody drew; else what stands out. */
function regionOf({ boxes, saliency }: VariantSource, item: string): Region | null {
  const box = boxes?.get(item)
  if (box) return box
  const map = saliency?.get(item)
  return map ? salientRegion(map) : null
}
