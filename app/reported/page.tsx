import type { Metadata } from 'next'
import { auditPaper } from '#lib/leaderboard/reported/audit'
import { paperResults } from '#lib/leaderboard/reported/paper'
import { type ReportedResult, reportedResults } from '#lib/leaderboard/reported/reported-results'
import { SectionHead } from '../components/section-head'
import { SiteFooter } from '../components/site-footer'
import { SiteHeader } from '../components/site-header'
import { auditNotes } from './audit-notes'
import { PermutationTable } from './permutation-table'
import { ScoreTable } from './score-table'

export const metadata: Metadata = { title: 'Reported numbers · Parallax' }

/** Numbers of a publication: shown by themselves, in no rank and no mean with verified ones. */
export default function ReportedPage() {
  const results = reportedResults(paperResults)
  const audit = auditPaper(paperResults)
  const of = (anchor: ReportedResult['anchor']) => results.filter(one => one.anchor === anchor)
  return (
    <>
      <SiteHeader page={null} />
      <main className="frame pt-7">
        <h1 className="type-title">Numbers that a paper reports</h1>
        <p className="mt-2 type-lede">
          The tables of{' '}
          <a className="link" href="https://arxiv.org/abs/2410.04751">
            Intriguing Properties of Large Language and Vision Models
          </a>{' '}
          as they are printed. Nothing here was verified: these numbers are in no rank, no mean and no chart
          with those of this site. What follows from them is computed from them.
        </p>
        <section className="mt-9">
          <SectionHead
            caption="z: the change over the widest standard error of two runs; heavier: beyond ±2.5"
            title="Permuted visual tokens (Table 1)"
          />
          <PermutationTable averages={audit.averages} changes={audit.changes} results={of('Table 1')} />
        </section>
        <section className="mt-9">
          <SectionHead title="Synthesized pictures (Table 2)" />
          <ScoreTable
            label="Table 2: synthesized pictures"
            results={of('Table 2')}
            settings={{ reference: 'as it is', picture: 'synthesized' }}
          />
        </section>
        <section className="mt-9">
          <SectionHead
            caption="encoders by their class names, models in their own words, judged by a language model: not like for like"
            title="Classification (Table 3)"
          />
          <ScoreTable
            label="Table 3: classification"
            results={of('Table 3').map(one => ({ ...one, setting: '' }))}
            settings={{ '': '' }}
          />
        </section>
        <section className="mt-9">
          <SectionHead title="What follows from them" />
          <dl className="border-y-[1.5px] border-strong">
            {auditNotes(audit).map(({ title, text }) => (
              <div className="method" key={title}>
                <dt className="font-medium">{title}</dt>
                <dd>
                  <p className="max-w-[88ch] type-interface text-ink2">{text}</p>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </main>
      <SiteFooter>Printed numbers; everything else on this page is computed from them.</SiteFooter>
    </>
  )
}
