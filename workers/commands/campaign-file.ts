import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { type CampaignLog, isRetired, type TriedSet } from '#lib/leaderboard/items/campaign'

const triedSet = z.strictObject({ set: z.string(), p: z.number().min(0).max(1) })

/** Which sets of a benchmark file were tried on which families: what is not counted overfits them. */
const campaignFile = z.strictObject({
  format: z.literal('parallax-campaigns-1'),
  edition: z.string(),
  /** Families that validated; no set is tried on others under this log. */
  families: z.array(z.string()),
  campaigns: z.array(z.array(triedSet)).min(1),
})
type CampaignFile = z.infer<typeof campaignFile>

export interface Campaign {
  /** Sets tried before in it. */
  readonly tried: readonly TriedSet[]
  /** Adds one. @throws Refusal `bad-usage` where other families validated it than those before. */
  add(set: TriedSet, families: readonly string[]): void
}

/**
 * Opens a log of campaigns for one more set; a missing file is a new log. @param anew begins another campaign.
 * @throws Refusal `bad-usage` where the log is of another edition, or its families are retired.
 */
export function openCampaign(path: string, edition: string, anew: boolean): Campaign {
  const log = existsSync(path) ? readLog(path) : null
  if (log && log.edition !== edition)
    throw new Refusal(
      'bad-usage',
      `${path} is about edition ${log.edition.slice(0, 12)}, not ${edition.slice(0, 12)}`,
    )
  const before: CampaignLog['campaigns'] = log?.campaigns ?? []
  if (log && anew && isRetired(log))
    throw new Refusal(
      'bad-usage',
      `${path} has ${before.length} campaigns: its families are retired, validate on others under a new log`,
    )
  const current = log && !anew ? (before.at(-1) ?? []) : []
  const earlier = log && !anew ? before.slice(0, -1) : before
  return {
    tried: current,
    add(set, families) {
      if (log && log.families.join(' ') !== families.join(' '))
        throw new Refusal(
          'bad-usage',
          `${path} is about families ${log.families.join(', ')}, not ${families.join(', ')}`,
        )
      const next = current.some(one => one.set === set.set) ? current : [...current, set]
      const whole = { format: 'parallax-campaigns-1', edition, families, campaigns: [...earlier, next] }
      writeFileSync(`${path}.new`, `${JSON.stringify(whole, null, 1)}\n`)
      renameSync(`${path}.new`, path)
    },
  }
}

function readLog(path: string): CampaignFile {
  try {
    return campaignFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new Refusal('bad-usage', `${path} is no log of campaigns`, { cause: error })
  }
}
