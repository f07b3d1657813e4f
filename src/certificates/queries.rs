//! SQL of certificates.

mod batches;
mod issued;
pub mod valid;

pub(super) use batches::{
    Batch, Graduate, NewBatch, NewCertificate, Owing, Run, batch, batches_of_run, discard, graduates, insert,
    insert_batch, is_for, issue, on_paper, open_batches, owing, run, sign, syllabus, take_numbers,
};
pub(super) use issued::{
    Certificate, by_code, by_number, by_numbers, certificate, follow, forget, has_one, holder, issued, issued_of_run,
    of_batch, of_resident, rename, revoke,
};
