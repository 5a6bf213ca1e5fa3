import type { Benchmark } from '#lib/benchmarks/benchmark'
import type { Disclosure, Licence } from '#lib/benchmarks/licence'
import type { ItemRecord } from '#lib/domain/item'
import { percent } from '../format/numbers'

/** What stands where a benchmark would put its own words. */
const question = '…'

/** An item that a benchmark has nothing to add to, with this many options. */
function blankItem(options: number): ItemRecord {
  return {
    id: '0',
    question,
    options: [...'ABCD'].slice(0, options).map(label => ({ label, text: question })),
    answer: 'A',
    group: '',
    category: '',
    details: {},
    imageHash: '',
    hash: '',
  }
}

/** What a guess scores, told from the guess floors of the benchmark itself: fixed, or by the number of options. */
export function chanceWords({ units }: Pick<Benchmark, 'units'>): string {
  const floor = (options: number) =>
    units([blankItem(options), blankItem(options)])[0]?.guessFloor ?? Number.NaN
  const [two, four] = [floor(2), floor(4)]
  if (two === four) return two === 0 ? '0' : percent(two)
  return four === 1 / 16 ? '(1 / options)²' : '1 / options'
}

/** The question of a classification set, or what follows the item's own text under the default profile. */
export function askedWords({ classes, scorer, prompt, toItem }: Benchmark): string {
  if (scorer === null) return 'nothing is asked'
  const [first] = classes ?? []
  if (first) return toItem({ index: '0', class: first.name }).question
  const tail = prompt(blankItem(2)).split(question).at(-1)?.trim() ?? ''
  return tail === '' ? 'the question alone' : `… ${tail}`
}

const disclosed: Readonly<Record<Disclosure, string>> = {
  items: 'pictures and texts',
  text: 'texts, no pictures',
  nothing: 'ids, answers and scores only',
}

/** What follows from a licence for the pages and the downloads of this site. */
export function licenceWords({ show, export: exported, nonCommercial }: Licence): string {
  const what =
    show === exported
      ? `Shown and passed on: ${disclosed[show]}`
      : `Shown: ${disclosed[show]}; passed on: ${disclosed[exported]}`
  return nonCommercial ? `${what}; non-commercial` : what
}
