package folded

import (
	"encoding/binary"
	"errors"
	"maps"
	"math/bits"
	"slices"
)

// The numbers of an item are one binary attribute:
//
//	version (a byte)
//	how many rebuilds; of each, its stamp (a byte) and its id
//	how many names; of each, in their order:
//	    how much of the name before it begins with, and the rest
//	    which columns have a value other than zero: 32 bits, the lowest bit first
//	    these values
//
// Counts and lengths are unsigned varints. A value takes two bytes for each 15 bits of it, its sign
// being the lowest bit: so a small one and one that is ten times larger mostly take the same.
const version = 1

const (
	wordBits = 15
	wordMore = 1 << wordBits // another word follows
	// maxNameSize is more than any name of a counter has.
	maxNameSize = 1 << 10
)

var errMalformed = errors.New("malformed numbers")

func encode(rebuilds map[int]string, numbers map[string][]int64) []byte {
	b := []byte{version}
	stamps := slices.DeleteFunc(slices.Sorted(maps.Keys(rebuilds)), func(s int) bool { return rebuilds[s] == "" })
	b = binary.AppendUvarint(b, uint64(len(stamps)))
	for _, stamp := range stamps {
		b = append(b, byte(stamp))
		b = appendText(b, rebuilds[stamp])
	}
	isZero := func(n int64) bool { return n == 0 }
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(numbers)), func(name string) bool {
		return !slices.ContainsFunc(numbers[name], func(n int64) bool { return !isZero(n) })
	})
	b = binary.AppendUvarint(b, uint64(len(names)))
	before := ""
	for _, name := range names {
		shared := commonPrefix(before, name)
		b = appendText(binary.AppendUvarint(b, uint64(shared)), name[shared:])
		b = appendValues(b, numbers[name])
		before = name
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func appendValues(b []byte, values []int64) []byte {
	var columns uint32
	for column, n := range values {
		if n != 0 {
			columns |= 1 << column
		}
	}
	b = binary.LittleEndian.AppendUint32(b, columns)
	for _, n := range values {
		if n != 0 {
			b = appendValue(b, n)
		}
	}
	return b
}

func appendValue(b []byte, n int64) []byte {
	rest := uint64(n)<<1 ^ uint64(n>>63) // the sign is the lowest bit
	for rest >= wordMore {
		b = binary.LittleEndian.AppendUint16(b, uint16(rest&(wordMore-1))|wordMore)
		rest >>= wordBits
	}
	return binary.LittleEndian.AppendUint16(b, uint16(rest))
}

// decode reads what encode made. It calls rebuild and yield as Each does.
func decode(b []byte, columns int, rebuild func(int, string), yield func(string, []int64) bool) error {
	d := decoder{rest: b}
	if d.byte() != version {
		return errMalformed
	}
	for range d.count() {
		stamp, id := int(d.byte()), string(d.bytes(d.count()))
		if d.failed || stamp >= columns {
			return errMalformed
		}
		rebuild(stamp, id)
	}
	var name []byte
	values := make([]int64, columns)
	for range d.count() {
		shared := d.upTo(len(name))
		name = append(name[:shared], d.bytes(d.count())...)
		d.values(values)
		if d.failed || len(name) > maxNameSize {
			return errMalformed
		}
		if !yield(string(name), values) {
			return nil
		}
	}
	if d.failed || len(d.rest) > 0 {
		return errMalformed
	}
	return nil
}

// decoder takes one thing after the other off the front of what is left. Once it has failed,
// everything that it returns is zero.
type decoder struct {
	rest   []byte
	failed bool
}

func (d *decoder) bytes(n int) []byte {
	if n > len(d.rest) {
		d.failed, d.rest = true, nil
		return nil
	}
	taken := d.rest[:n]
	d.rest = d.rest[n:]
	return taken
}

func (d *decoder) byte() byte {
	if b := d.bytes(1); !d.failed {
		return b[0]
	}
	return 0
}

// count takes a number of things of at least a byte each, or a length of what follows.
func (d *decoder) count() int { return d.upTo(len(d.rest)) }

// upTo takes a number that is not higher than most.
func (d *decoder) upTo(most int) int {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || n > uint64(most) {
		d.failed, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[size:]
	return int(n)
}

// values takes the values of one name.
func (d *decoder) values(values []int64) {
	clear(values)
	mask := d.bytes(4)
	if d.failed {
		return
	}
	for columns := binary.LittleEndian.Uint32(mask); columns != 0; columns &= columns - 1 {
		column := bits.TrailingZeros32(columns)
		if column >= len(values) {
			d.failed = true
			return
		}
		values[column] = d.value()
	}
}

func (d *decoder) value() int64 {
	var n uint64
	for shift := 0; shift < 64; shift += wordBits {
		word := d.bytes(2)
		if d.failed {
			return 0
		}
		w := binary.LittleEndian.Uint16(word)
		n |= uint64(w&(wordMore-1)) << shift
		if w < wordMore {
			return int64(n>>1) ^ -int64(n&1)
		}
	}
	d.failed = true
	return 0
}
