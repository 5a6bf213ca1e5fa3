import type { Diagnosis } from '../../domain/finding'
import { holm } from '../../statistics/multiplicity'
import { alignmentLost } from './alignment-lost'
import { answerFavoured } from './answer-favoured'
import { benchmarkLeaked } from './benchmark-leaked'
import { detailsNotRead } from './details-not-read'
import { earlyLayersDecide } from './early-layers-decide'
import { layoutNotUsed } from './layout-not-used'
import { middlePreferred } from './middle-preferred'
import { occlusionBreaks } from './occlusion-breaks'
import { optionOrderDecides } from './option-order-decides'
import { orderNotUsed } from './order-not-used'
import { pictureIgnored } from './picture-ignored'
import { recognitionLost } from './recognition-lost'
import type { DiagnosedRun, DiagnosisRule } from './rule'
import { saliencyNotUsed } from './saliency-not-used'
import { textOutweighsImage } from './text-outweighs-image'
import { textReasoningLost } from './text-reasoning-lost'

/** Every rule, in the order in which its diagnosis is shown. */
export const diagnosisRules: readonly DiagnosisRule[] = [
  pictureIgnored,
  orderNotUsed,
  layoutNotUsed,
  detailsNotRead,
  answerFavoured,
  recognitionLost,
  alignmentLost,
  textReasoningLost,
  earlyLayersDecide,
  textOutweighsImage,
  middlePreferred,
  occlusionBreaks,
  saliencyNotUsed,
  optionOrderDecides,
  benchmarkLeaked,
]

const significance = 0.05

/**
 * The rules whose claims are significant. All claims of all rules are one family (measurement 2.10): of the checkpoints to
 * which nothing applies, at most one in twenty is told anything.
 */
export function diagnose(run: DiagnosedRun): Diagnosis[] {
  const tested = diagnosisRules.map(rule => ({ rule, claims: rule.claims(run) }))
  const adjusted = holm(tested.flatMap(({ claims }) => claims.map(({ p }) => p)))
  let first = 0
  return tested.flatMap(({ rule, claims }) => {
    const evidence = claims
      .map(({ p: _, ...one }, at) => ({ ...one, adjustedP: adjusted[first + at] }))
      .filter(({ adjustedP }) => adjustedP < significance)
    first += claims.length
    const { id, title, suggestion, basis } = rule
    return evidence.length > 0 ? [{ id, title, suggestion, basis, evidence }] : []
  })
}
