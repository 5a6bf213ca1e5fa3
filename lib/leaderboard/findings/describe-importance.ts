import type { Figure, FigureMap, FigureTag, MeasuredValue } from '../../domain/finding'
import { measuredValue, percentFigure, shareFigure } from './describe-figures'
import type { Importance, ImportanceFinding, LayerImportance, TokenImportance } from './importance'
import { noiseWords, ringWords } from './setting-in-words'
import { columnsOf } from './token-grid'

/** Importance of token groups, layers and modalities, all three readings of each (measurement 1.8). */
export function describeImportance({ tokens, layers, modalities }: ImportanceFinding): {
  readonly figures: Figure[]
  readonly maps: FigureMap[]
} {
  return {
    figures: [
      ...layers.flatMap(depthFigures),
      ...tokens.flatMap(ringFigures),
      ...layers.flatMap(({ noise, claimable, layers: each }) =>
        each.map(one => importanceFigure(`layer ${one.layer}, ${noiseWords(noise)}`, one, tagsOf(claimable))),
      ),
      ...modalities.flatMap(({ noise, claimable, layers: each }) =>
        each.flatMap(({ layer, image, text, imageShare }) => [
          importanceFigure(
            `layer ${layer}, tokens of the picture, ${noiseWords(noise)}`,
            image,
            tagsOf(claimable),
          ),
          importanceFigure(
            `layer ${layer}, tokens of the text, ${noiseWords(noise)}`,
            text,
            tagsOf(claimable),
          ),
          ...shareFigure(
            `layer ${layer}, share of the picture, ${noiseWords(noise)}`,
            imageShare,
            image.units,
            {
              tags: tagsOf(claimable),
            },
          ),
        ]),
      ),
    ],
    maps: tokens.map(({ noise, groups }) => ({
      name: `lost where this group is disturbed, ${noiseWords(noise)}`,
      unit: 'percent',
      n: groups[0]?.units ?? null,
      columns: columnsOf(groups),
      cells: groups.map(group => importanceValue(group)),
    })),
  }
}

function depthFigures({ noise, claimable, depth, layers }: LayerImportance): Figure[] {
  const units = layers[0]?.units ?? null
  const tags = tagsOf(claimable)
  return [
    ...shareFigure(`share of the lowest quarter of layers, ${noiseWords(noise)}`, depth?.lowQuarter, units, {
      tags,
    }),
    ...shareFigure(
      `centre of mass of depth, 0 first layer, 1 last, ${noiseWords(noise)}`,
      depth?.centre,
      units,
      { tags },
    ),
  ]
}

function ringFigures({ noise, rings, groups }: TokenImportance): Figure[] {
  return rings.map((ring, at) =>
    percentFigure(
      `groups of the ${ringWords(at, rings.length)}, ${noiseWords(noise)}`,
      ring,
      groups[0]?.units ?? null,
    ),
  )
}

function importanceFigure(name: string, found: Importance, tags: readonly FigureTag[]): Figure {
  return { name, unit: 'percent', n: found.units, ...importanceValue(found, tags) }
}

function importanceValue(found: Importance, tags: readonly FigureTag[] = []): MeasuredValue {
  const readings = [
    { name: 'kindest draw', value: found.literal, unit: 'percent' },
    { name: 'harshest draw', value: found.worst, unit: 'percent' },
  ] as const
  return measuredValue(found, { tags, readings })
}

/** What may not be claimed about layers. */
function tagsOf(claimable: boolean): FigureTag[] {
  return claimable ? [] : ['unmatched-noise']
}
