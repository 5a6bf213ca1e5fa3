import type { Figure, FigureMap, Finding } from '../../domain/finding'
import { isNotEnough } from '../../domain/not-enough-data'
import { changeFigure, percentFigure, scoreFigure, shareFigure } from './describe-figures'
import type { Importance, ImportanceFinding } from './importance'
import type { OcclusionFinding } from './occlusion'
import type { PatchInformationLoss } from './patch-information-loss'
import { measured, type RunFindings } from './run-findings'
import { hiddenWords, noiseWords } from './setting-in-words'

type Described = Omit<Finding, 'probe' | 'benchmark'>

/** Every finding of a run in the form in which pages and exports show it, probe by probe; what was too little is left out. */
export function describeFindings(found: RunFindings): Finding[] {
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
    ...named('synthesized-image', found.likeness, ({ items, own, other, difference }) => [
      ...shareFigure('CLIP-I with the original', own, items),
      ...shareFigure("CLIP-I with another item's picture", other, items),
      ...shareFigure('CLIP-I with the original, less with another', difference, items),
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
    ...alignment(found.alignment),
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

function describeLoss({ reference, groups, structure, noImage, leftOut }: PatchInformationLoss): Described {
  const { n } = reference.score
  const columns = 1 + Math.max(...groups.map(({ column }) => column))
  const map = (name: string, values: readonly number[]): FigureMap[] =>
    values.length === 0 ? [] : [{ name, unit: 'percent', columns, values: values.map(value => 100 * value) }]
  return {
    figures: [
      ...shareFigure('locality', structure?.locality, n),
      ...shareFigure('centre, less edge', structure?.centreMinusEdge, n),
      ...(noImage ? [percentFigure('lost without a picture', noImage.loss, n)] : []),
    ],
    maps: [
      ...map(
        'lost where only this group is kept',
        groups.map(({ loss }) => loss.value),
      ),
      ...map(
        'lost where this group is left out',
        leftOut.map(({ loss }) => loss.value),
      ),
    ],
  }
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
                { value: share.share, low: share.low, high: share.high },
                share.items,
                share.excess.p,
              ),
            ]
          : [],
      ),
    ),
    maps: [],
  }))
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

function alignment(found: RunFindings['alignment']): Finding[] {
  if (!found) return []
  return [
    {
      probe: 'alignment-knn',
      benchmark: found.benchmark,
      figures: found.languageModels.flatMap(one =>
        isNotEnough(one)
          ? []
          : [
              ...shareFigure(`${one.languageModel}: encoder, above chance`, one.encoder, one.encoder.n),
              ...shareFigure(
                `${one.languageModel}: checkpoint, above chance`,
                one.checkpoint,
                one.checkpoint.n,
              ),
              ...changeFigure(`${one.languageModel}: checkpoint, less encoder`, one.change),
              ...shareFigure(`${one.languageModel}: preserved`, one.preserved, one.encoder.n),
            ],
      ),
      maps: [],
    },
  ]
}

function describeImportance({ tokens, layers, modalities }: ImportanceFinding): Described {
  const importance = (name: string, { value, low, high, units }: Importance): Figure => ({
    ...{ name, value, low, high },
    unit: 'percent',
    n: units,
    p: null,
  })
  return {
    figures: [
      ...layers.flatMap(({ noise, depth, layers: each }) => [
        ...each.map(one => importance(`layer ${one.layer}, ${noiseWords(noise)}`, one)),
        ...shareFigure(
          `share of the lowest quarter of layers, ${noiseWords(noise)}`,
          depth?.lowQuarter,
          each[0]?.units,
        ),
      ]),
      ...modalities.flatMap(({ noise, layers: each }) =>
        each.flatMap(({ layer, image, text, imageShare }) => [
          importance(`layer ${layer}, tokens of the picture, ${noiseWords(noise)}`, image),
          importance(`layer ${layer}, tokens of the text, ${noiseWords(noise)}`, text),
          ...shareFigure(
            `layer ${layer}, share of the picture, ${noiseWords(noise)}`,
            imageShare,
            image.units,
          ),
        ]),
      ),
    ],
    maps: tokens.map(({ noise, groups }) => ({
      name: `lost where this group is disturbed, ${noiseWords(noise)}`,
      unit: 'percent',
      columns: 1 + Math.max(...groups.map(({ column }) => column)),
      values: groups.map(({ value }) => value),
    })),
  }
}
