// Node was started by a loader, and takes that for itself: whoever starts it again must take the file beside this one.
process.execPath = `${__dirname}/node`;
