import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache, type ReactNode } from 'react'
import { openDatabase } from '#lib/db/database'
import { readStatus } from '#lib/submissions/read-status'
import { SectionHead } from '../../components/section-head'
import { SiteFooter } from '../../components/site-footer'
import { SiteHeader } from '../../components/site-header'
import { about, ago } from '../../format/dates'
import { decimal } from '../../format/numbers'
import {
  benchmarkProgress,
  latestHeartbeat,
  secondsLeftOf,
  workersOf,
} from '../../submission/benchmark-progress'
import { FailureNotice } from '../../submission/failure-notice'
import { consequence, declared, headline } from '../../submission/headline'
import { LiveRefresh } from '../../submission/live-refresh'
import { ProgressTable } from '../../submission/progress-table'
import { isUnderWay } from '../../submission/state-words'

interface SubmissionPageProps {
  readonly params: Promise<{ readonly id: string }>
  readonly searchParams: Promise<{ readonly refresh?: string | string[] }>
}

const readSubmission = cache(async (id: string) => readStatus(await openDatabase(), id))

export async function generateMetadata({ params }: SubmissionPageProps): Promise<Metadata> {
  const status = await readSubmission((await params).id)
  return { title: status ? `${headline(status)} · Parallax` : 'Not found · Parallax' }
}

export default async function SubmissionPage({ params, searchParams }: SubmissionPageProps) {
  const status = await readSubmission((await params).id)
  if (!status) notFound()
  const now = new Date()
  const live = (await searchParams).refresh !== 'off'
  const { submission, items, itemsDone, slices, state, checkpoint } = status
  const rows = benchmarkProgress(status, now)
  const left = secondsLeftOf(slices, now)
  const heartbeat = latestHeartbeat(slices)
  const share = state === 'complete' ? 1 : items === 0 ? 0 : itemsDone / items

  return (
    <>
      <SiteHeader page={null} />
      <main className="frame pt-7">
        <p className="type-note [overflow-wrap:anywhere]">
          <a className="hover:text-ink" href="/submit">
            Submissions
          </a>{' '}
          / {submission}
        </p>
        <div className="mt-1 flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
          <div>
            <h1 className="type-title [overflow-wrap:anywhere]">{headline(status)}</h1>
            <p className="mt-1.5 text-[15px] leading-[22px] text-ink2">{consequence(status)}</p>
            {declared(status) !== '' && <p className="type-note mt-1">{declared(status)}</p>}
          </div>
          {checkpoint !== null && (
            <a className="button button-primary" href={`/checkpoints/${checkpoint}`}>
              See its results
            </a>
          )}
        </div>

        <svg aria-hidden="true" className="mt-5 block w-full" height="6">
          <rect fill="var(--color-rule2)" height="6" width="100%" />
          <rect
            fill={isUnderWay(state) ? 'var(--color-accent)' : 'var(--color-mute)'}
            height="6"
            width={`${Math.round(1000 * share) / 10}%`}
          />
        </svg>
        <dl className="mt-3 flex flex-wrap justify-between gap-x-10 gap-y-3">
          <Figure of={items > 0 ? `of ${decimal(items, 0)}` : 'not counted yet'} term="Items">
            {decimal(itemsDone, 0)}
          </Figure>
          <Figure of={`of ${slices.length}`} term="Slices">
            {slices.filter(slice => slice.state === 'done').length}
          </Figure>
          <Figure of={workersOf(slices).join(', ')} term="Workers">
            {workersOf(slices).length}
          </Figure>
          {left !== null && (
            <Figure of="of the slices under way" term="Left">
              {about(left)}
            </Figure>
          )}
          {state !== 'complete' && (
            <Figure of="" term="Last heartbeat">
              {heartbeat ? ago(heartbeat, now) : 'none yet'}
            </Figure>
          )}
        </dl>

        <FailureNotice status={status} />

        {rows.length > 0 && (
          <section className="mt-9">
            <SectionHead
              caption="check: done and scored; waits: queued; every item under all conditions of the suite"
              title="By benchmark"
            />
            <ProgressTable now={now} rows={rows} />
          </section>
        )}
        <div className="mt-4">
          {isUnderWay(state) && <LiveRefresh live={live} path={`/submissions/${submission}`} />}
        </div>
      </main>
      <SiteFooter />
    </>
  )
}

function Figure({ term, of, children }: { term: string; of: string; children: ReactNode }) {
  return (
    <div>
      <dt className="type-label">{term}</dt>
      <dd className="figures text-[15px]">
        {children} <span className="text-[13px] text-ink3">{of}</span>
      </dd>
    </div>
  )
}
