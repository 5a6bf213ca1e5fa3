import type { Metadata } from 'next'
import { SectionHead } from '../components/section-head'
import { SiteFooter } from '../components/site-footer'
import { SiteHeader } from '../components/site-header'
import { BenchmarkCatalogue } from './benchmark-catalogue'
import { Formula } from './formula'
import { type MethodEntry, methodGroups } from './method-entries'
import { ProbeCatalogue } from './probe-catalogue'

export const metadata: Metadata = { title: 'Methods · Parallax' }

export default function MethodsPage() {
  return (
    <>
      <SiteHeader page="methods" />
      <main className="frame pt-7">
        <h1 className="type-title">What each number is</h1>
        <p className="mt-2 type-lede">
          A checkpoint answers every item as it is and under each condition. What is shown is made of those
          answers by the formulas below, and of nothing else.
        </p>
        <nav aria-label="Sections" className="mt-4 flex flex-wrap gap-x-5">
          {methodGroups.map(({ title }) => (
            <a className="tab" href={`#${sectionId(title)}`} key={title}>
              {title}
            </a>
          ))}
          <a className="tab" href="#catalogue">
            Benchmarks
          </a>
          <a className="tab" href="#probe-catalogue">
            Probes in the paper
          </a>
        </nav>
        {methodGroups.map(({ title, entries }) => (
          <section className="mt-9" key={title}>
            <SectionHead id={sectionId(title)} title={title} />
            <dl className="border-y-[1.5px] border-strong">
              {entries.map(entry => (
                <Entry entry={entry} key={entry.id} />
              ))}
            </dl>
          </section>
        ))}
        <section className="mt-9">
          <SectionHead
            caption="prompts under the default profile, … for the item’s own text; chance: what a guess scores, 0 where the answer is free"
            id="catalogue"
            title="Benchmarks"
          />
          <BenchmarkCatalogue />
        </section>
        <section className="mt-9 max-w-167">
          <SectionHead id="probe-catalogue" title="Probes" />
          <ProbeCatalogue />
        </section>
      </main>
      <SiteFooter />
    </>
  )
}

function sectionId(title: string): string {
  return title.toLowerCase()
}

function Entry({ entry: { id, term, formula, text } }: { entry: MethodEntry }) {
  return (
    <div className="method" id={id}>
      <dt className="font-medium">
        <a className="hover:underline hover:underline-offset-3" href={`#${id}`}>
          {term}
        </a>
      </dt>
      <dd>
        {formula && <Formula text={formula} />}
        <p className="max-w-[88ch] type-interface text-ink2">{text}</p>
      </dd>
    </div>
  )
}
