import type { Figure, FigureMap, FigureReading, MeasuredValue } from '../../domain/finding'
import { measuredValue, percentFigure, scoreFigure, shareFigure } from './describe-figures'
import type { GroupLoss, PatchInformationLoss } from './patch-information-loss'
import { ringWords } from './setting-in-words'
import { columnsOf, type GridPlace } from './token-grid'

/** PIL, PIL_c beside it, and how the groups stand to each other (measurement 1.1). */
export function describeLoss({ reference, groups, structure, noImage, leftOut }: PatchInformationLoss): {
  readonly figures: Figure[]
  readonly maps: FigureMap[]
} {
  const { n } = reference.score
  const rings = structure?.rings ?? []
  const map = (name: string, places: readonly GridPlace[], cells: readonly MeasuredValue[]): FigureMap[] =>
    // A map with holes is no map: at chance there is none of what is above it.
    cells.length < Math.max(1, places.length)
      ? []
      : [{ name, unit: 'percent', n, columns: columnsOf(places), cells: [...cells] }]
  return {
    figures: [
      ...scoreFigure('with all groups', reference),
      ...shareFigure('locality', structure?.locality, n),
      ...shareFigure('centre, less edge', structure?.centreMinusEdge, n),
      ...rings.flatMap((ring, at) =>
        shareFigure(`kept above chance, ${ringWords(at, rings.length)}`, ring, n),
      ),
      ...(noImage ? [percentFigure('lost without a picture', noImage.loss, n)] : []),
      ...(noImage?.correctedLoss
        ? [percentFigure('lost of what is above chance without a picture', noImage.correctedLoss, n)]
        : []),
    ],
    maps: [
      ...map(
        'lost where only this group is kept',
        groups,
        groups.map(({ loss, p }) => measuredValue(loss, { p }, 100)),
      ),
      ...map(
        'lost of what is above chance where only this group is kept',
        groups,
        groups.flatMap(group =>
          group.correctedLoss
            ? measuredValue(group.correctedLoss, { p: group.p, readings: shareOf(group) }, 100)
            : [],
        ),
      ),
      ...map(
        'lost where this group is left out',
        leftOut,
        leftOut.map(({ loss }) => measuredValue(loss, {}, 100)),
      ),
    ],
  }
}

function shareOf({ share }: GroupLoss): FigureReading[] {
  return share === null ? [] : [{ name: 'its share of the information', value: share, unit: 'share' }]
}
