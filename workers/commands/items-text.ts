import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import type { Flag } from '#lib/leaderboard/items/flags/flag'
import type { SelectionBias } from '#lib/leaderboard/items/selection-bias'
import type { SuggestionFactors } from '#lib/leaderboard/items/suggestion-utility'
import type { TextSignal } from '#lib/leaderboard/items/text-signal'
import type { Validation } from '#lib/leaderboard/items/validate-suggestion'
import { table } from './command'
import { changeTable, type RunVariantChange } from './variant-changes'

interface FlaggedItem {
  readonly item: string
  readonly counts: Readonly<Record<string, number>>
}

/** Units that were chosen, and by whom. */
interface ShownSet {
  readonly chosenBy: readonly string[]
  readonly heldOut: readonly string[]
  /** Whether the validation is about this very set. */
  readonly validated: boolean
  readonly units: readonly {
    readonly utility: number
    readonly items: readonly {
      readonly item: string
      readonly category: string
      readonly factors: SuggestionFactors
    }[]
  }[]
  readonly unfilled: readonly { readonly category: string; readonly due: number; readonly picked: number }[]
}

/** What `parallax items` found. */
interface ShownItems {
  readonly benchmark: string
  readonly checkpoints: number
  readonly models: number
  readonly textClassifier: TextSignal | NotEnoughData
  readonly flags: readonly {
    readonly flag: string
    readonly basis: Flag['basis']
    readonly items: readonly FlaggedItem[]
  }[]
  readonly optionPlaces: readonly {
    readonly checkpoint: string
    readonly bias: SelectionBias | NotEnoughData
  }[]
  readonly suggested: ShownSet
  readonly suggestedByAll: ShownSet
  readonly campaign: boolean
  readonly validation: Validation | NotEnoughData
  readonly fromParents?: readonly RunVariantChange[]
}

/** Ids of this many items stand in a line, and so many units in the list. */
const listed = 12
const listedUnits = 20

export function itemsText(shown: ShownItems): string {
  const { benchmark, checkpoints, models, optionPlaces, fromParents } = shown
  const flagsOf = (basis: Flag['basis']) =>
    table(shown.flags.filter(one => one.basis === basis).map(({ flag, items }) => [flag, idsLine(items)]))
  return [
    `${benchmark}: what ${checkpoints} checkpoints, ${models} of them distinct models, say`,
    '',
    'flags by their probability (at most a tenth of each list is expected to be wrong)',
    flagsOf('probability'),
    '',
    'flags raised by a rule (how many of a list are wrong is not known; p: guessing would show as much)',
    flagsOf('statistic'),
    textLine(shown.textClassifier),
    ...(optionPlaces.length > 0
      ? [
          '',
          'places of the options: RStd of the recall over them; KL of their prior to the uniform one',
          table(
            optionPlaces.map(({ checkpoint, bias }) => [checkpoint.slice(0, 19), biasLine(bias)] as const),
          ),
        ]
      : []),
    '',
    ...setLines(shown),
    ...(fromParents
      ? ['', 'chance-corrected, less the items they were made of:', changeTable(fromParents)]
      : []),
  ].join('\n')
}

function idsLine(items: readonly FlaggedItem[]): string {
  if (items.length === 0) return 'no item'
  const ids = items.slice(0, listed).map(({ item, counts: { blindP = 1, orderP = 1 } }) => {
    const p = Math.min(blindP, orderP)
    return p < 1 ? `${item} (p ${p.toPrecision(2)})` : item
  })
  const more = items.length > listed ? `, and ${items.length - listed} more` : ''
  return `${items.length}: ${ids.join(', ')}${more}`
}

function textLine(signal: TextSignal | NotEnoughData): string {
  if (isNotEnough(signal)) return `a classifier of the texts was not trained: ${lacks(signal)}`
  const { items, right, guess, learned } = signal
  const found = `a classifier of the texts, on items held out: right ${percent(right)} %, guessing ${percent(guess)} % (${items} items)`
  return learned ? found : `${found}: not better than guessing at 95 %, so it says nothing of single items`
}

function biasLine(bias: SelectionBias | NotEnoughData): string {
  if (isNotEnough(bias)) return lacks(bias)
  const { rstd, divergence, accuracy, debiasedAccuracy, items, options } = bias
  const prior =
    divergence === null || debiasedAccuracy === null
      ? 'no log-probabilities'
      : `KL ${divergence.toFixed(3)}, right ${percent(accuracy)} %, with the prior divided out ${percent(debiasedAccuracy)} %`
  return `RStd ${rstd.toFixed(1)} %, ${prior} (${items} items of ${options} options)`
}

function setLines({ suggested, suggestedByAll, validation, campaign }: ShownItems): string[] {
  const { chosenBy, heldOut, units, unfilled } = suggested
  const rows = units.slice(0, listedUnits).map(unitRow)
  const rest = units.length - rows.length
  const others = suggestedByAll.units.filter(unit => units.some(one => nameOf(one) === nameOf(unit)))
  return [
    `suggested by ${heldOut.length > 0 ? `${namesOf(chosenBy)}, to be tried on ${namesOf(heldOut)}` : `all families, which leaves nobody to try this set on: not validated`}`,
    'utility (needs the picture, tells models apart, headroom, free of flags, rightly labelled)',
    rows.length === 0 ? 'no unit' : table(rows),
    ...(rest > 0 ? [`and ${rest} more: --json lists them`] : []),
    ...unfilled.map(
      ({ category, due, picked }) =>
        `category ${category || '(none)'}: ${picked} of the ${due} that its share asks for`,
    ),
    ...(heldOut.length > 0
      ? [
          `all families together would suggest ${suggestedByAll.units.length} units, ${others.length} of them among these: not validated; --json lists them`,
        ]
      : []),
    '',
    validationLine(validation),
    ...(campaign || isNotEnough(validation)
      ? []
      : ['p is not adjusted for other sets that were tried: --campaign FILE counts them']),
  ]
}

function unitRow({ utility, items: members }: ShownSet['units'][number]): [string, string] {
  const [first] = members
  const { visual, discrimination, headroom, clean, quality } = first.factors
  const factors = [visual, discrimination, headroom, clean, quality].map(one => one.toFixed(2)).join(' ')
  return [nameOf({ items: members }), `${utility.toFixed(3)}  (${factors})  ${first.category}`]
}

function nameOf({ items }: Pick<ShownSet['units'][number], 'items'>): string {
  return items.map(({ item }) => item).join(' + ')
}

function namesOf(families: readonly string[]): string {
  return `${families.length === 1 ? 'family' : 'families'} ${families.join(', ')}`
}

function validationLine(validation: Validation | NotEnoughData): string {
  if (isNotEnough(validation)) return `not validated, ${lacks(validation)}`
  const { verdict, split, families, checkpoints, criteria, harder } = validation
  const about =
    split === 'held-out-families'
      ? `this set, on ${namesOf(families)}, which had no part in choosing it`
      : 'this way of choosing, each family left out in turn (every fold chose a set of its own)'
  const reasons = criteria.map(({ id, state }) => `${id} ${state}`).join(', ')
  return `${about}: ${verdict} (${checkpoints} checkpoints; p ${harder.adjustedP.toPrecision(2)}; ${reasons})`
}

function lacks({ what, have, need }: NotEnoughData): string {
  return `not enough data: ${have} ${what}, at least ${need}`
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
