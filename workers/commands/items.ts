import { resolve } from 'node:path'
import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import { flags } from '#lib/leaderboard/items/flags/index'
import { flaggedList, judgeItems } from '#lib/leaderboard/items/judge-items'
import { type Suggestion, selectionBy, suggestUnits } from '#lib/leaderboard/items/suggest'
import { type Validation, validateSuggestion } from '#lib/leaderboard/items/validate-suggestion'
import { validationScores } from '#lib/leaderboard/items/validation-scores'
import { layOutUnits } from '#lib/leaderboard/unit-layout'
import { openCampaign } from './campaign-file'
import { benchmarkHelp, readHelp, readOptions, readSettings } from './chosen-benchmarks'
import { chosenFile } from './chosen-file'
import { BadUsage, type Command, onlyPositional, readArguments, table, wholeNumber } from './command'
import { evidenceHelp, evidenceOptions, givenEvidence, givenRuns } from './evidence-options'
import { changeTable, type RunVariantChange, variantChanges } from './variant-changes'

export const items: Command = {
  name: 'items',
  usage: 'BENCHMARK --runs DIR … [--suggest N]',
  summary: 'what runs say about the items of a benchmark: flags, and which items to make harder',
  options: [
    ['BENCHMARK', 'an id, a path, or id=path'],
    ...evidenceHelp,
    ['--suggest N', 'units to suggest, the best first (20)'],
    [
      '--parent BENCHMARK',
      'of variants: the file they were made of, asked in the same runs, to be compared with',
    ],
    ['--campaign FILE', 'a log of the sets that were tried, over which p is adjusted; this one is added'],
    ['--new-campaign', 'begin another campaign in it; after five its families are retired'],
    ...benchmarkHelp.slice(1),
    ...readHelp,
  ],
  async run(args) {
    const { values, positionals } = readArguments(args, {
      benchmarks: { type: 'string' },
      suggest: { type: 'string' },
      parent: { type: 'string' },
      campaign: { type: 'string' },
      'new-campaign': { type: 'boolean' },
      json: { type: 'boolean' },
      ...evidenceOptions,
      ...readOptions,
    })
    const file = await chosenFile(
      onlyPositional(positionals, 'BENCHMARK'),
      values.benchmarks,
      readSettings(values),
    )
    const size = wholeNumber(values.suggest, '--suggest', 1, 20)
    const runs = await givenRuns(values.runs, file)
    if (runs.length === 0)
      throw new BadUsage('--runs is missing: nothing is known of the items without answers')
    if (values['new-campaign'] && values.campaign === undefined)
      throw new BadUsage('--new-campaign needs --campaign')
    const campaign =
      values.campaign === undefined
        ? null
        : openCampaign(resolve(values.campaign), file.edition, values['new-campaign'] ?? false)
    const evidence = givenEvidence(runs, file, values.family)
    const layout = layOutUnits(file.benchmark, file.records)
    const context = flagContext(evidence)
    const judged = judgeItems(context)
    const flagged = flags.map(flag => ({
      flag: flag.id,
      items: flaggedList(flag, judged).map(at => ({
        item: evidence.items[at].id,
        ...shownJudgement(judged[at].get(flag.id)),
      })),
    }))
    const request = { evidence, units: layout.units.map(unit => unit.items), size }
    const suggested = suggestUnits(request).units.map(one => shownSuggestion(one, evidence.items))
    const validation = validateSuggestion({
      scores: validationScores(evidence, layout),
      select: selectionBy(request),
      key: `${file.benchmark.id}/${file.edition}`,
      tried: campaign?.tried ?? [],
    })
    if (!isNotEnough(validation)) campaign?.add(validation.tried, validation.families)
    const source =
      values.parent === undefined
        ? null
        : await chosenFile(values.parent, values.benchmarks, readSettings(values))
    const parents = source ? await givenRuns(values.runs, source) : []
    const json = {
      benchmark: file.benchmark.id,
      edition: file.edition,
      checkpoints: evidence.runs.length,
      models: context.models,
      flags: flagged,
      suggested,
      validation,
      ...(source ? { fromParents: variantChanges([file, runs], [source, parents]) } : {}),
    }
    return { json, text: textOf(json) }
  },
}

function shownJudgement(judgement: ReturnType<ReturnType<typeof judgeItems>[number]['get']>) {
  if (judgement === undefined || isNotEnough(judgement)) return { severity: 0 }
  const { severity, ...rest } = judgement
  return { severity, ...rest }
}

function shownSuggestion(
  { utility, items: members }: Suggestion,
  all: readonly { readonly id: string; readonly category: string }[],
) {
  return {
    utility,
    items: members.map(({ item, factors, worstFlag, counts }) => ({
      item: all[item].id,
      category: all[item].category,
      factors,
      worstFlag,
      counts,
    })),
  }
}

interface Shown {
  readonly benchmark: string
  readonly checkpoints: number
  readonly models: number
  readonly flags: readonly { readonly flag: string; readonly items: readonly { readonly item: string }[] }[]
  readonly suggested: readonly ReturnType<typeof shownSuggestion>[]
  readonly validation: Validation | NotEnoughData
  readonly fromParents?: readonly RunVariantChange[]
}

/** Ids of this many items stand in a line. */
const listed = 12

function textOf(shown: Shown): string {
  const { benchmark, checkpoints, models, flags: flagged, suggested, validation, fromParents } = shown
  const lines = flagged.map(({ flag, items: found }): [string, string] => {
    const ids = found.slice(0, listed).map(({ item }) => item)
    const more = found.length > listed ? `, and ${found.length - listed} more` : ''
    return [flag, found.length === 0 ? 'no item' : `${found.length}: ${ids.join(', ')}${more}`]
  })
  const rows = suggested.map(({ utility, items: members }): [string, string] => {
    const [first] = members
    const { visual, discrimination, headroom, clean, quality } = first.factors
    const factors = [visual, discrimination, headroom, clean, quality].map(one => one.toFixed(2)).join(' ')
    return [
      members.map(({ item }) => item).join(' + '),
      `${utility.toFixed(3)}  (${factors})  ${first.category}`,
    ]
  })
  return [
    `${benchmark}: what ${checkpoints} checkpoints, ${models} of them distinct models, say`,
    '',
    'flags (at most a tenth of each list is expected to be wrong)',
    table(lines),
    '',
    'suggested: utility (needs the picture, tells models apart, headroom, free of flags, rightly labelled)',
    rows.length === 0 ? 'no unit' : table(rows),
    '',
    `on families that had no part in choosing: ${validationLine(validation)}`,
    ...(fromParents
      ? ['', 'chance-corrected, less the items they were made of:', changeTable(fromParents)]
      : []),
  ].join('\n')
}

function validationLine(validation: Validation | NotEnoughData): string {
  if (isNotEnough(validation))
    return `not enough data: ${validation.have} ${validation.what}, at least ${validation.need}`
  const { verdict, families, checkpoints, criteria } = validation
  const reasons = criteria.map(({ id, state }) => `${id} ${state}`).join(', ')
  return `${verdict} (${families.length} families, ${checkpoints} checkpoints: ${reasons})`
}
