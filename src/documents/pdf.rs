//! PDFs are kept as they are, so they may hold nothing that acts by itself. This looks for the names such things have,
//! in plain dictionaries and in the compressed ones of newer files. It is the first lock, not the only one: a PDF is
//! served as a download that no page of ours shows.

use std::io::Read;

use flate2::read::ZlibDecoder;
use memchr::{memchr_iter, memmem};

use super::check::Refusal;

/// Where a file's end mark is looked for.
const TAIL: usize = 1024;
/// Names of what runs, starts or unpacks something, or keeps the rest of the file from being read.
const ACTIVE: [&[u8]; 5] = [b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"Encrypt"];
/// Longer than any name that is looked for.
const LONGEST_NAME: usize = 24;
/// How far a dictionary reaches around a name in it.
const DICTIONARY: usize = 4 << 10;
/// The most that compressed dictionaries may hold, all together.
const MOST_INFLATED: usize = 16 << 20;
/// The most streams of compressed dictionaries.
const MOST_STREAMS: usize = 2000;

/// Whether the file is whole and does nothing by itself.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Refusal> {
    if memmem::find(&bytes[bytes.len().saturating_sub(TAIL)..], b"%%EOF").is_none() {
        return Err(Refusal::Damaged);
    }
    if is_active(bytes) {
        return Err(Refusal::ActivePdf);
    }
    inspect_streams(bytes)
}

/// Looks into the compressed dictionaries.
fn inspect_streams(bytes: &[u8]) -> Result<(), Refusal> {
    let mut left = MOST_INFLATED;
    let streams = memchr_iter(b'/', bytes).filter_map(|slash| {
        let (name, end) = name_at(bytes, slash);
        (name == b"ObjStm").then_some((slash, end))
    });
    for (n, (slash, end)) in streams.enumerate() {
        if n >= MOST_STREAMS {
            return Err(Refusal::ActivePdf);
        }
        let Some(data) = compressed(bytes, slash, end)? else { continue };
        let mut content = Vec::new();
        let limit = u64::try_from(left + 1).unwrap_or(u64::MAX);
        let outcome = ZlibDecoder::new(data).take(limit).read_to_end(&mut content);
        // What cannot be looked through to its end counts as hidden.
        left = left.checked_sub(content.len()).ok_or(Refusal::ActivePdf)?;
        if is_active(&content) {
            return Err(Refusal::ActivePdf);
        }
        outcome.map_err(|_| Refusal::Damaged)?;
    }
    Ok(())
}

/// The compressed data behind the dictionary around `bytes[slash..end]`; none where it is plain and was read with the rest.
fn compressed(bytes: &[u8], slash: usize, end: usize) -> Result<Option<&[u8]>, Refusal> {
    let earliest = slash.saturating_sub(DICTIONARY);
    let start = memmem::rfind(&bytes[earliest..slash], b"obj").map_or(earliest, |at| earliest + at);
    let near = &bytes[end..bytes.len().min(end + DICTIONARY)];
    let stream = end + memmem::find(near, b"stream").ok_or(Refusal::Damaged)?;
    let dictionary = &bytes[start..stream];
    let names: Vec<Vec<u8>> = memchr_iter(b'/', dictionary).map(|slash| name_at(dictionary, slash).0).collect();
    if names.iter().all(|name| name != b"Filter") {
        return Ok(None);
    }
    let mut decoders = names.iter().filter(|name| name.ends_with(b"Decode"));
    match (decoders.next().map(Vec::as_slice), decoders.next()) {
        (Some(b"FlateDecode"), None) => {
            let data = &bytes[stream + b"stream".len()..];
            let data = data.strip_prefix(b"\r").unwrap_or(data);
            Ok(Some(data.strip_prefix(b"\n").unwrap_or(data)))
        }
        // Dictionaries come in one form of compression; another one has something to hide.
        _ => Err(Refusal::ActivePdf),
    }
}

fn is_active(bytes: &[u8]) -> bool {
    memchr_iter(b'/', bytes).any(|slash| {
        let (name, end) = name_at(bytes, slash);
        ACTIVE.contains(&name.as_slice()) || (name == b"JS" && begins_value(&bytes[end..]))
    })
}

/// Whether a string or a reference follows, as behind a key: two letters alone also occur by chance among the bytes of a
/// picture.
fn begins_value(rest: &[u8]) -> bool {
    let first = rest.iter().find(|byte| !is_white(**byte));
    first.is_some_and(|byte| matches!(byte, b'(' | b'<' | b'%' | b'0'..=b'9'))
}

/// The name that begins at a slash, and where it ends. `#4a` in a name stands for the byte of that number.
fn name_at(bytes: &[u8], slash: usize) -> (Vec<u8>, usize) {
    let mut name = Vec::new();
    let mut at = slash + 1;
    while let Some(&byte) = bytes.get(at)
        && is_regular(byte)
        && name.len() < LONGEST_NAME
    {
        let escaped = (byte == b'#').then(|| hex_pair(bytes, at + 1)).flatten();
        name.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    (name, at)
}

fn hex_pair(bytes: &[u8], at: usize) -> Option<u8> {
    let digits = std::str::from_utf8(bytes.get(at..at + 2)?).ok()?;
    u8::from_str_radix(digits, 16).ok()
}

fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_white(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn pdf(body: &[u8]) -> Vec<u8> {
        [b"%PDF-1.7\n".as_slice(), body, b"\n%%EOF\n"].concat()
    }

    fn object_stream(filter: &str, content: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        let data = encoder.finish().unwrap();
        let head = format!("5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter {filter}/Length {}>>\nstream\r\n", data.len());
        pdf(&[head.as_bytes(), &data, b"\r\nendstream\nendobj\n"].concat())
    }

    #[test]
    fn what_acts_by_itself_is_refused() {
        let refused: [&[u8]; 10] = [
            b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
            b"<</S /Rendition /JS 12 0 R>>",
            b"<</JS\0<feff>>>",
            b"<</S/J#61vaScript>>",
            b"<</S/#4A#53/#4a#53 3 0 R>>",
            b"<</S/Launch/F(cmd.exe)>>",
            b"<</Names<</EmbeddedFiles 3 0 R>>>>",
            b"<</Type/EmbeddedFile>>",
            b"trailer<</Encrypt 5 0 R>>",
            b"<</Names<</JavaScript 4 0 R>>>>",
        ];
        for body in refused {
            assert_eq!(inspect(&pdf(body)), Err(Refusal::ActivePdf), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn what_only_resembles_it_is_not() {
        let accepted: [&[u8]; 5] = [
            b"<</Type/Catalog/OpenAction[3 0 R/Fit]>>",
            b"<</EncryptMetadata true/JSON 1/Launched 2>>",
            b"(JavaScript in a text)",
            b"\x90/JS\x9a/JS)/JS\xff 1",
            b"/",
        ];
        for body in accepted {
            assert_eq!(inspect(&pdf(body)), Ok(()), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn compressed_dictionaries_are_looked_into() {
        let active = b"1 0 <</S/JavaScript/JS(x)>>";
        let quiet = b"1 0 <</Type/Page>>";
        assert_eq!(inspect(&object_stream("/FlateDecode", active)), Err(Refusal::ActivePdf));
        assert_eq!(inspect(&object_stream("[/FlateDecode]", active)), Err(Refusal::ActivePdf));
        assert_eq!(inspect(&object_stream("/FlateDecode", quiet)), Ok(()));
        assert_eq!(inspect(&object_stream("[/ASCIIHexDecode/FlateDecode]", quiet)), Err(Refusal::ActivePdf));
        assert_eq!(inspect(&object_stream("7 0 R", quiet)), Err(Refusal::ActivePdf));
        let bomb = object_stream("/FlateDecode", &vec![b' '; MOST_INFLATED + 1]);
        assert_eq!(inspect(&bomb), Err(Refusal::ActivePdf));
        let broken = pdf(b"5 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\nnot compressed\nendstream");
        assert_eq!(inspect(&broken), Err(Refusal::Damaged));
    }

    #[test]
    fn half_a_file_is_damaged() {
        assert_eq!(inspect(b"%PDF-1.7\n1 0 obj"), Err(Refusal::Damaged));
        let late = [pdf(b"").as_slice(), &[b' '; 2000]].concat();
        assert_eq!(inspect(&late), Err(Refusal::Damaged));
    }
}
