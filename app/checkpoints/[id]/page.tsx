import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { readRankedBoard } from '../../board/read-ranked-board'
import { BenchmarkTable } from '../../checkpoint/benchmark-table'
import { CategoryTable } from '../../checkpoint/category-table'
import { Diagnosis } from '../../checkpoint/diagnosis'
import { EffectsData } from '../../checkpoint/effects-data'
import { findings, lede } from '../../checkpoint/findings'
import { NotRun } from '../../checkpoint/not-run'
import { ProbeFindings } from '../../checkpoint/probe-findings'
import { Provenance } from '../../checkpoint/provenance'
import { ShuffleFigure } from '../../checkpoint/shuffle-figure'
import { SignificantChanges } from '../../checkpoint/significant-changes'
import { ForestPlot, forestEffects } from '../../components/forest-plot'
import { ProfilePlot } from '../../components/profile-plot'
import { SectionHead } from '../../components/section-head'
import { shuffleEffects } from '../../components/shuffle-curve'
import { SiteFooter } from '../../components/site-footer'
import { SiteHeader } from '../../components/site-header'

interface CheckpointPageProps {
  readonly params: Promise<{ readonly id: string }>
}

/** The whole board: a checkpoint is shown among the others. Read once a request. */
const readRanked = cache(readRankedBoard)

async function readRow(id: string) {
  const board = await readRanked()
  return { board, row: board.rows.find(({ entry }) => entry.checkpoint === id) }
}

export async function generateMetadata({ params }: CheckpointPageProps): Promise<Metadata> {
  const { row } = await readRow((await params).id)
  return { title: row ? `${row.entry.name} · Parallax` : 'Not found · Parallax' }
}

export default async function CheckpointPage({ params }: CheckpointPageProps) {
  const { board, row } = await readRow((await params).id)
  if (!row) notFound()
  const { entry } = row
  const { benchmarks, notScored, profile, diagnosis, notRun } = entry.summary
  const others = board.rows.filter(other => other !== row).map(other => other.entry.summary.profile)
  const ranked = board.rows.filter(({ rank }) => rank !== null).length
  const shuffled = benchmarks.filter(benchmark => shuffleEffects(benchmark).length > 0)
  const asked = benchmarks.filter(benchmark => forestEffects(benchmark).length > 0)
  const divided = benchmarks.filter(({ categories }) => categories.length > 1)

  return (
    <>
      <SiteHeader page="leaderboard" />
      <main className="frame pt-7">
        <p className="type-note">
          <a className="hover:text-ink" href="/">
            Leaderboard
          </a>{' '}
          / {entry.checkpoint}
        </p>
        <h1 className="mt-1 type-title [overflow-wrap:anywhere]">{entry.name}</h1>
        <p className="mt-2 type-lede">{lede(row, ranked)}</p>
        <Provenance entry={entry} />

        <div className="mt-9 columns-profile">
          <section>
            <SectionHead
              caption={`dot: this checkpoint, bar: 95 % CI${others.length > 0 ? `, ticks: the other ${others.length}` : ''}`}
              title="Robustness profile"
            />
            <ProfilePlot others={others} profile={profile} />
          </section>
          <section>
            <SectionHead caption="what significant findings suggest" title="Diagnosis" />
            <Diagnosis benchmarks={benchmarks} diagnosis={diagnosis} />
            <div className="mt-6">
              <SectionHead caption="paired; Holm at 5 %" title="Significant changes" />
              <SignificantChanges findings={findings(entry.summary)} />
            </div>
          </section>
        </div>

        <div className="mt-9 columns-figures border-t border-rule pt-6">
          {shuffled.map(benchmark => (
            <ShuffleFigure benchmark={benchmark} key={benchmark.edition} />
          ))}
          {asked.length > 0 && (
            <section>
              <SectionHead
                caption="change against the same items unprobed; 95 % CI"
                title="Order of the tokens, and no image"
              />
              <ForestPlot benchmarks={asked} />
              <p className="mt-1 type-note">
                An unchanged score shows insensitivity to order only where the loss without the image is
                clearly larger.
              </p>
              <EffectsData
                rows={asked.flatMap(benchmark =>
                  forestEffects(benchmark).map(effect => ({ benchmark, effect })),
                )}
              />
            </section>
          )}
        </div>

        <section className="mt-9">
          <SectionHead
            caption="changes against the same items unprobed, paired; Holm at 5 %"
            title="Benchmarks"
          />
          <BenchmarkTable benchmarks={benchmarks} notScored={notScored} />
        </section>

        {entry.summary.findings.length > 0 && (
          <section className="mt-9">
            <SectionHead
              caption="with 95 % intervals; p as each finding adjusts it"
              title="What every probe found"
            />
            <ProbeFindings benchmarks={benchmarks} findings={entry.summary.findings} />
          </section>
        )}

        {notRun.length > 0 && (
          <section className="mt-9">
            <SectionHead caption={`of suite ${entry.summary.suite}, and why`} title="Not run" />
            <NotRun benchmarks={benchmarks} notRun={notRun} />
          </section>
        )}

        {divided.length > 0 && (
          <section className="mt-9">
            <SectionHead caption="unprobed, with 95 % intervals; dotted: guess floor" title="Categories" />
            <div className="columns-figures">
              {divided.map(benchmark => (
                <CategoryTable benchmark={benchmark} key={benchmark.edition} />
              ))}
            </div>
          </section>
        )}
      </main>
      <SiteFooter>
        Engine {entry.summary.engine.version} · suite {entry.summary.suite} · run {entry.run.slice(0, 8)}
      </SiteFooter>
    </>
  )
}
