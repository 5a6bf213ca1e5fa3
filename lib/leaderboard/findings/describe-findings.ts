import type { Figure, FigureReading, Finding } from '../../domain/finding'
import { isNotEnough } from '../../domain/not-enough-data'
import type { AlignmentResult } from '../../domain/reduction-result'
import type { AnswerShare } from './answer-prior'
import { describeAlignment } from './describe-alignment'
import { changeFigure, percentFigure, scoreFigure, shareFigure } from './describe-figures'
import { describeImportance } from './describe-importance'
import { describeLoss } from './describe-loss'
import type { OcclusionFinding } from './occlusion'
import { measured, type RunFindings } from './run-findings'
import { hiddenWords } from './setting-in-words'
import type { PictureLikeness } from './synthesized-image'

/**
 * Every finding of a run in the form in which pages and exports show it, probe by probe; what was too little is left out.
 * @param reductions what alignment is made of, with readings that are shown beside it.
 */
export function describeFindings(found: RunFindings, reductions: readonly AlignmentResult[] = []): Finding[] {
  return [
    ...named('reference', found.reference, ({ necessity, leakage }) => [
      ...necessity.flatMap(({ control, gain }) => changeFigure(`answered, less ${controls[control]}`, gain)),
      ...changeFigure('without a picture, less its language model', leakage?.change),
    ]),
    ...measured(found.patchInformationLoss).map(one => ({
      probe: 'patch-information-loss',
      benchmark: one.benchmark,
      ...describeLoss(one),
    })),
    ...named('synthesized-image', found.synthesized, one => [
      ...scoreFigure('original pictures', one.original),
      ...scoreFigure('synthesized pictures', one.synthesized),
      ...changeFigure('synthesized, less original', one.change),
      ...shareFigure('retention', one.retention, one.change.units),
      ...changeFigure('synthesized, less no picture', one.aboveBlind),
    ]),
    ...named('synthesized-image', found.likeness, ({ items, own, other, difference, captions }) => [
      ...shareFigure('CLIP-I with the original', own, items),
      ...shareFigure("CLIP-I with another item's picture", other, items),
      ...shareFigure('CLIP-I with the original, less with another', difference, items),
      ...cutFigure(captions),
    ]),
    ...answerPriors(found.answerPriors),
    ...textMaths(found.textMaths),
    ...named('occlusion', found.occlusion, describeOcclusion),
    ...named('occlusion', found.encoderOcclusion, one =>
      describeOcclusion(one).map(figure => ({ ...figure, name: `encoder alone: ${figure.name}` })),
    ),
    ...found.recognition.map(({ benchmark, encoder, closed, open, change }) => ({
      probe: 'alignment-classification',
      benchmark,
      figures: [
        ...scoreFigure('its encoder', encoder),
        ...scoreFigure('the checkpoint, out of all classes', closed),
        ...scoreFigure('the checkpoint, in its own words', open),
        ...changeFigure('checkpoint, less encoder', change),
      ],
      maps: [],
    })),
    ...describeAlignment(found.alignment, reductions),
    ...measured(found.importance).map(one => ({
      probe: 'importance',
      benchmark: one.benchmark,
      ...describeImportance(one),
    })),
    ...named('option-rotation', found.optionRotation, ({ vanilla, mean, circular, turned, stability }) => [
      ...scoreFigure('in their own order', vanilla),
      ...scoreFigure('mean over the rotations', mean),
      ...scoreFigure('right under all rotations', circular),
      ...changeFigure('mean over the rotations, less their own order', turned),
      ...shareFigure('stability', stability, vanilla.score.n),
    ]),
  ].filter(({ figures, maps }) => figures.length + maps.length > 0)
}

const controls = {
  'no-image': 'without a picture',
  'blank-image': 'with a blank picture',
  'wrong-image': "with another item's picture",
} as const

/** No estimate: it is counted of the set that everybody is shown. */
function cutFigure({ cut, known }: PictureLikeness['captions']): Figure[] {
  if (known === 0) return []
  const noInterval = { se: null, low: null, high: null, p: null, tags: [], readings: [] }
  return [
    { name: 'captions that were cut', unit: 'percent', n: known, value: (100 * cut) / known, ...noInterval },
  ]
}

function named<One extends { readonly benchmark: string }>(
  probe: string,
  findings: Parameters<typeof measured<One>>[0],
  figuresOf: (one: One) => Figure[],
): Finding[] {
  return measured(findings).map(one => ({
    probe,
    benchmark: one.benchmark,
    figures: figuresOf(one),
    maps: [],
  }))
}

function answerPriors(found: RunFindings['answerPriors']): Finding[] {
  return found.map(({ benchmark, priors }) => ({
    probe: 'synthesized-image',
    benchmark,
    figures: priors.flatMap(({ condition, ones, modal }) =>
      [ones, modal].flatMap((share): Figure[] =>
        share
          ? [
              percentFigure(
                `${condition}: answers "${share.answer}" (gold ${(100 * share.goldShare).toFixed(1)} %)`,
                { value: share.share, se: share.se, low: share.low, high: share.high },
                share.items,
                { p: share.excess.p, readings: excessOf(share) },
              ),
            ]
          : [],
      ),
    ),
    maps: [],
  }))
}

/** How much more often an answer is given than it is right: what p is of. */
function excessOf({ excess }: AnswerShare): FigureReading[] {
  return [{ name: 'more often than right', value: 100 * excess.difference, unit: 'pp' }]
}

function textMaths(found: RunFindings['textMaths']): Finding[] {
  if (found === null || isNotEnough(found)) return []
  return [
    {
      probe: 'text-maths',
      benchmark: 'gsm8k',
      figures: [
        ...scoreFigure('accuracy', found.accuracy),
        ...scoreFigure('accuracy, read strictly', found.strict),
        ...(found.backbone ? scoreFigure('its language model before tuning', found.backbone.accuracy) : []),
        ...changeFigure('checkpoint, less language model', found.backbone?.change),
      ],
      maps: [],
    },
  ]
}

function describeOcclusion({ reference, curves, contrast, meanFill }: OcclusionFinding): Figure[] {
  const { n } = reference.score
  return [
    ...curves.flatMap(({ mode, area }) =>
      shareFigure(`area under what is kept, ${hiddenWords[mode]}`, area, n),
    ),
    ...curves.flatMap(({ mode, points }) =>
      points.flatMap(({ ratio, estimate }) =>
        scoreFigure(`score, ${hiddenWords[mode]}, ${Math.round(100 * ratio)} %`, estimate),
      ),
    ),
    ...shareFigure('contrast of the areas, least salient hidden less most salient hidden', contrast, n),
    ...changeFigure('mean colour, less black', meanFill?.change),
  ]
}
