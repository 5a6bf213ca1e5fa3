import { benchmarkById } from '../benchmarks'
import type { Cell } from '../domain/cell'
import type { CheckpointShape } from '../domain/checkpoint'
import type { SuiteId } from '../domain/suite'
import { probes } from '../probes'
import { importance } from '../probes/importance'
import { patchInformationLoss } from '../probes/patch-information-loss'
import type { ConditionRef } from '../probes/probe'
import { referenceCondition, referenceProbe } from '../probes/reference'
import type { ProbeCondition } from '../probes/suite-conditions'
import type { BenchmarkOutcomes } from './run-outcomes'

/** One probe at one setting on one benchmark: a cell for each seed, and the one they are compared with. */
export interface ProbeSetting {
  readonly probe: string
  /** The condition without its seed, e.g. `grid-4`. */
  readonly setting: string
  readonly reference: Cell
  /** At least one. */
  readonly seeds: readonly Cell[]
}

/** Their settings are the cells of a map: screened together, and no claims of their own (measurement 2.10). */
const maps = [patchInformationLoss, importance]

/**
 * The settings that were run, in the order of the probes, each with the reference its conditions declare; without those
 * of probes whose settings make up a map.
 * @throws Error where a cell is not of the suite, has not one score an item, or lacks its reference.
 */
export function probeSettings(
  suite: SuiteId,
  outcomes: BenchmarkOutcomes,
  checkpoint: CheckpointShape,
): ProbeSetting[] {
  const run = conditionsRun(suite, outcomes, checkpoint)
  const known = new Set([plainReference(outcomes), ...run.map(({ cell }) => cell)])
  const stranger = outcomes.cells.find(cell => !known.has(cell))
  if (stranger)
    throw new Error(`${stranger.probe} ${stranger.condition} on ${outcomes.title} is not of suite ${suite}`)
  const claimed = run.filter(({ probe }) => !maps.includes(probe))
  const settings = Map.groupBy(claimed, ({ probe, condition }) => `${probe.id} ${condition.setting}`)
  return [...settings.values()].flatMap(members =>
    members.slice(0, 1).flatMap(({ probe, condition: { setting, reference } }) =>
      setting === null || reference === null
        ? []
        : {
            probe: probe.id,
            setting,
            reference: cellOf(outcomes, reference),
            seeds: members.map(({ cell }) => cell),
          },
    ),
  )
}

/** The cell of the unperturbed answers. @throws Error where there is none. */
export function plainReference(outcomes: BenchmarkOutcomes): Cell {
  return cellOf(outcomes, { probe: referenceProbe.id, condition: referenceCondition.id })
}

/** The conditions of a suite that have a cell, in the order of the probes. */
function conditionsRun(
  suite: SuiteId,
  outcomes: BenchmarkOutcomes,
  checkpoint: CheckpointShape,
): (ProbeCondition & { readonly cell: Cell })[] {
  const { id, pictures } = benchmarkById(outcomes.benchmark)
  // What the file and the means allowed was decided when the run was planned: what is stored is what was run.
  const unbounded = {
    benchmark: id,
    options: 26,
    textOnly: pictures === 'none',
  }
  const stored = new Map(outcomes.cells.map(cell => [JSON.stringify([cell.probe, cell.condition]), cell]))
  return probes.flatMap(probe =>
    probe.conditions(suite, unbounded, checkpoint).flatMap(condition => {
      const cell = stored.get(JSON.stringify([probe.id, condition.id]))
      return cell ? [{ probe, condition, cell: whole(cell, outcomes) }] : []
    }),
  )
}

function cellOf(outcomes: BenchmarkOutcomes, { probe, condition }: ConditionRef): Cell {
  const cell = outcomes.cells.find(one => one.probe === probe && one.condition === condition)
  if (!cell) throw new Error(`no outcomes of ${probe} ${condition} on ${outcomes.title}`)
  return whole(cell, outcomes)
}

/** @throws Error where a cell has not one score an item. */
function whole(cell: Cell, { items, title }: BenchmarkOutcomes): Cell {
  if (cell.scores.length === items.length) return cell
  throw new Error(
    `${cell.probe} ${cell.condition} on ${title}: ${cell.scores.length} scores, ${items.length} items`,
  )
}
