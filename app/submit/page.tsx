import type { Metadata } from 'next'
import { openDatabase } from '#lib/db/database'
import { listRuns } from '#lib/db/queries/list-runs'
import { SectionHead } from '../components/section-head'
import { SiteFooter } from '../components/site-footer'
import { SiteHeader } from '../components/site-header'
import { RecentRuns } from './recent-runs'
import { SubmitForm } from './submit-form'
import { WhatHappensNext } from './what-happens-next'

export const metadata: Metadata = { title: 'Submit a checkpoint · Parallax' }

export default async function SubmitPage() {
  const runs = await listRuns(await openDatabase())
  return (
    <>
      <SiteHeader page="submit" />
      <main className="frame pt-7">
        <h1 className="type-title">Submit a checkpoint</h1>
        <div className="mt-6 columns-profile">
          <section>
            <SectionHead caption="everything is pinned: weights, items, seeds, engine" title="Run" />
            <SubmitForm />
          </section>
          <section>
            <SectionHead title="What happens next" />
            <WhatHappensNext />
          </section>
        </div>
        <RecentRuns runs={runs} />
      </main>
      <SiteFooter />
    </>
  )
}
