import type { ImageEdit } from '../domain/trial'
import type { Random } from '../statistics/keyed-random'
import { asksAboutPictures, pairedSet, suiteItems } from './design/benchmark-sets'
import { plainAnswer } from './design/seeded-conditions'
import type { Condition, Probe, Subject } from './probe'

export const referenceCondition: Condition = {
  id: plainAnswer.condition,
  setting: null,
  seed: 0,
  reference: null,
}

const control = (id: string, rest: Partial<Condition> = {}): Condition => ({
  id,
  setting: id,
  seed: 0,
  reference: plainAnswer,
  ...rest,
})
const noImage = control('no-image')
const wrongImage = control('wrong-image', { seed: 1 })
const blankImage = control('blank-image')
const backbone = control('backbone', { needs: ['backbone'] })

/**
 * The unperturbed answer, and the always-on controls (measurement 1.9): no picture, a picture of one colour, another
 * item's picture, and the language backbone on the text alone.
 */
export const referenceProbe: Probe = {
  id: 'reference',
  version: 1,
  title: 'Reference and controls',
  paper: 'Table 1',
  needs: [],
  conditions(suite, benchmark) {
    if (benchmark.benchmark === pairedSet) return []
    if (!asksAboutPictures(benchmark)) return [referenceCondition]
    if (suite !== 'full') return [referenceCondition, noImage]
    const alone = benchmark.items === 1
    return [referenceCondition, noImage, blankImage, ...(alone ? [] : [wrongImage]), backbone]
  },
  itemLimit: suiteItems,
  arrange(subject, { id }, random) {
    const readout = { kind: 'generate' } as const
    if (id === backbone.id)
      return { subject: 'backbone', interventions: [{ at: 'image', edit: { kind: 'remove' } }], readout }
    const edit = editOf(id, subject, random)
    return { interventions: edit ? [{ at: 'image', edit }] : [], readout }
  },
}

function editOf(condition: string, subject: Subject, random: Random): ImageEdit | null {
  if (condition === noImage.id) return { kind: 'remove' }
  if (condition === blankImage.id) return { kind: 'blank' }
  if (condition !== wrongImage.id) return null
  return { kind: 'other-item', item: otherItem(subject, random) }
}

/** Any item that shows another picture; any but itself in a file that has only one. */
function otherItem({ place, items, samePicture = [place] }: Subject, random: Random): number {
  const passedOver = samePicture.length < items ? samePicture : [place]
  let other = random.below(items - passedOver.length)
  for (const same of passedOver) if (same <= other) other += 1
  return other
}
