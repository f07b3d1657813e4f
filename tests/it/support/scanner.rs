//! Reads QR codes as a phone's camera does: from the picture, not from the page's text.

use super::Answer;

/// Pixels along a module of a code's picture.
const SCALE: usize = 4;

/// What the picture of a page's one QR code says.
pub fn scanned(page: &Answer) -> String {
    let path = page.attributes("svg.qr path", "d").remove(0);
    let side: usize =
        page.attributes("svg.qr", "viewBox").remove(0).rsplit(' ').next().expect("a side").parse().expect("a number");
    let mut dark = vec![false; side * side];
    for run in path.split('M').filter(|run| !run.is_empty()) {
        let (x, rest) = run.split_once(' ').expect("a run of modules");
        let (y, rest) = rest.split_once('h').expect("a run of modules");
        let length = rest.split_once('v').expect("a run of modules").0;
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let begin = number(y) * side + number(x);
        dark[begin..begin + number(length)].fill(true);
    }
    let pixel = |x: usize, y: usize| if dark[y / SCALE * side + x / SCALE] { 0 } else { 255 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side * SCALE, side * SCALE, pixel);
    let codes = picture.detect_grids();
    assert_eq!(codes.len(), 1);
    codes[0].decode().expect("a readable code").1
}
