import { Refusal } from '../../domain/refusal'
import { circular } from './circular'
import { counterImage } from './counter-image'
import { crossedGroup } from './crossed-group'
import { evidenceRemoved } from './evidence-removed'
import { freeForm } from './free-form'
import { hintRemoved } from './hint-removed'
import { multiTurn } from './multi-turn'
import { optionShuffle } from './option-shuffle'
import { preference } from './preference'
import { subset } from './subset'
import { tenOptions } from './ten-options'
import type { Transformation } from './variant'

/** Every way of making items harder, in the order in which pages show them. */
export const transformations: readonly Transformation[] = [
  subset,
  optionShuffle,
  circular,
  tenOptions,
  freeForm,
  hintRemoved,
  counterImage,
  crossedGroup,
  evidenceRemoved,
  multiTurn,
  preference,
]

/** @throws Refusal `bad-usage` naming the transformations there are. */
export function transformationById(id: string): Transformation {
  const found = transformations.find(one => one.id === id)
  if (!found) {
    const known = transformations.map(one => one.id).join(', ')
    throw new Refusal('bad-usage', `transformation "${id}" is not one of ${known}`)
  }
  return found
}
