import { Refusal } from '../domain/refusal'
import { alignmentClassification } from './alignment-classification'
import { alignmentKnn } from './alignment-knn'
import { importance } from './importance'
import { occlusion } from './occlusion'
import { optionRotation } from './option-rotation'
import { patchInformationLoss } from './patch-information-loss'
import { permutation } from './permutation'
import type { Probe } from './probe'
import { referenceProbe } from './reference'
import { spatialShuffle } from './spatial-shuffle'
import { synthesizedImage } from './synthesized-image'
import { textMaths } from './text-maths'

/** Every probe, in the order in which results are shown. */
export const probes: readonly Probe[] = [
  referenceProbe,
  patchInformationLoss,
  permutation,
  spatialShuffle,
  synthesizedImage,
  textMaths,
  occlusion,
  alignmentClassification,
  alignmentKnn,
  importance,
  optionRotation,
]

/** @throws Refusal `unknown-probe` naming the probes there are. */
export function probeById(id: string): Probe {
  const found = probes.find(probe => probe.id === id)
  if (!found)
    throw new Refusal(
      'unknown-probe',
      `probe "${id}" is not one of ${probes.map(probe => probe.id).join(', ')}`,
    )
  return found
}
