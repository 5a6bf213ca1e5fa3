import { resolve } from 'node:path'
import { isNotEnough } from '#lib/domain/not-enough-data'
import type { EvidenceItem } from '#lib/leaderboard/items/evidence'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import { flags } from '#lib/leaderboard/items/flags/index'
import { flaggedList, judgeItems } from '#lib/leaderboard/items/judge-items'
import { selectionBias } from '#lib/leaderboard/items/selection-bias'
import { type Suggestion, selectionBy } from '#lib/leaderboard/items/suggest'
import { type SuggestedSet, setOfAll, suggestedSet } from '#lib/leaderboard/items/suggested-set'
import { validateSuggestion } from '#lib/leaderboard/items/validate-suggestion'
import { validationScores } from '#lib/leaderboard/items/validation-scores'
import { layOutUnits } from '#lib/leaderboard/unit-layout'
import { openCampaign } from './campaign-file'
import { benchmarkHelp, readHelp, readOptions, readSettings } from './chosen-benchmarks'
import { chosenFile } from './chosen-file'
import { BadUsage, type Command, onlyPositional, readArguments, wholeNumber } from './command'
import {
  evidenceHelp,
  evidenceOptions,
  givenEvidence,
  givenRuns,
  splitKey,
  textEvidence,
  usualSize,
  usualSizeHelp,
} from './evidence-options'
import { itemsText } from './items-text'
import { variantChanges } from './variant-changes'

export const items: Command = {
  name: 'items',
  usage: 'BENCHMARK --runs DIR … [--suggest N]',
  summary: 'what runs say about the items of a benchmark: flags, and which items to make harder',
  options: [
    ['BENCHMARK', 'an id, a path, or id=path'],
    ...evidenceHelp,
    ['--suggest N', `units to suggest, the best first (${usualSizeHelp})`],
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
    const asked = wholeNumber(values.suggest, '--suggest', 1, null)
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
    const size = asked ?? usualSize(layout.units.length)
    const { signal, used } = textEvidence(file, evidence.items)
    const context = flagContext(evidence, used)
    const judged = judgeItems(context)
    const flagged = flags.map(flag => ({
      flag: flag.id,
      basis: flag.basis,
      items: flaggedList(flag, judged).map(at => ({
        item: evidence.items[at].id,
        ...shownJudgement(judged[at].get(flag.id)),
      })),
    }))
    const request = { evidence, units: layout.units.map(unit => unit.items), size, ...used }
    const key = splitKey(file)
    const suggested = suggestedSet(request, key)
    const validation = validateSuggestion({
      scores: validationScores(evidence, layout),
      select: selectionBy(request),
      key,
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
      textClassifier: signal,
      flags: flagged,
      optionPlaces: evidence.items.some(({ options }) => options > 1)
        ? evidence.runs.map(run => ({ checkpoint: run.checkpoint, bias: selectionBias(evidence.items, run) }))
        : [],
      /** The set that `validation` is about, where anything is held out. */
      suggested: shownSet(
        suggested,
        evidence.items,
        suggested.heldOut.length > 0 && !isNotEnough(validation),
      ),
      /** What all families choose together: nobody is left to try it on. */
      suggestedByAll: shownSet(setOfAll(request), evidence.items, false),
      campaign: campaign !== null,
      validation,
      ...(source ? { fromParents: variantChanges([file, runs], [source, parents]) } : {}),
    }
    return { json, text: itemsText(json) }
  },
}

function shownJudgement(judgement: ReturnType<ReturnType<typeof judgeItems>[number]['get']>) {
  if (judgement === undefined || isNotEnough(judgement)) return { severity: 0, counts: {} }
  const { severity, counts, raised } = judgement
  return { severity, raised, counts }
}

/** @param validated whether the validation is about this very set. */
function shownSet(
  { chosenBy, heldOut, units, unfilled }: SuggestedSet,
  all: readonly EvidenceItem[],
  validated: boolean,
) {
  return { chosenBy, heldOut, validated, units: units.map(one => shownSuggestion(one, all)), unfilled }
}

function shownSuggestion({ utility, items: members }: Suggestion, all: readonly EvidenceItem[]) {
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
