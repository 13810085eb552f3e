package partnerapi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"signpost/shared/api/apitest"
)

// scan reads the QR code in a picture, as a phone would.
func scan(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("the QR code can't be read: %v", err)
	}
	return found.GetText()
}

// paint draws the SVG pictures that the API makes: a path of rectangles, each with M, h, v, h and
// z.
func paint(t *testing.T, svg string) image.Image {
	t.Helper()
	var drawing struct {
		ViewBox string `xml:"viewBox,attr"`
		Paths   []struct {
			Fill string `xml:"fill,attr"`
			D    string `xml:"d,attr"`
		} `xml:"path"`
	}
	err := xml.Unmarshal([]byte(svg), &drawing)
	if err != nil || len(drawing.Paths) != 2 || drawing.Paths[0].Fill != "#fff" {
		t.Fatalf("not the expected drawing: %v %.200s", err, svg)
	}
	var side, width int
	if _, err := fmt.Sscanf(drawing.ViewBox, "0 0 %d %d", &side, &width); err != nil || side != width {
		t.Fatalf("viewBox %q: %v", drawing.ViewBox, err)
	}
	const scale = 4
	picture := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	draw.Draw(picture, picture.Bounds(), image.White, image.Point{}, draw.Src)
	for part := range strings.SplitSeq(strings.TrimSuffix(drawing.Paths[1].D, "z"), "z") {
		var x, y, run, back int
		_, err := fmt.Sscanf(part, "M%d %dh%dv1h%d", &x, &y, &run, &back)
		if err != nil || back != -run || x+run > side || y >= side {
			t.Fatalf("part %q: %v", part, err)
		}
		dark := image.Rect(x*scale, y*scale, (x+run)*scale, (y+1)*scale)
		draw.Draw(picture, dark, image.Black, image.Point{}, draw.Src)
	}
	return picture
}

// pictureOf decodes a PNG; the adapter sends anything but text as base64.
func pictureOf(t *testing.T, a apitest.Answer) image.Image {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestAQRCodeLeadsWhereTheLinkLeads(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("long-", 12) + "code"
	w.website(long, "standard")
	w.ad("ad-"+long[:60], "abc123")
	for query, path := range map[string]string{
		"website=haircare": "/go/haircare/abc123",
		"website=HairCare&partner=ABC123&ad=WEBSITE2":     "/go/haircare/abc123/website2",
		"website=haircare&partner=kid456&ad=website2":     "/go/haircare/kid456/website2",
		"website=" + long + "&ad=ad-" + long[:60]:         "/go/" + long + "/abc123/ad-" + long[:60],
		"website=haircare&partner=&ad=&unknown=parameter": "/go/haircare/abc123",
		"website=wholesale&partner=tradekid&ad=website2":  "/go/wholesale/tradekid/website2",
		"website=haircare&format=":                        "/go/haircare/abc123",
	} {
		svg := w.want(200, "abc123", get, "/api/links/qr?"+query, "")
		if svg.Header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("svg: %v", svg.Header)
		}
		if got := scan(t, paint(t, svg.Body)); got != origin+path {
			t.Errorf("svg of %s leads to %s", query, got)
		}
		if strings.HasSuffix(query, "format=") {
			continue
		}
		picture := w.want(200, "abc123", get, "/api/links/qr?format=png&"+query, "")
		if picture.Header.Get("Content-Type") != "image/png" {
			t.Errorf("png: %v", picture.Header)
		}
		if got := scan(t, pictureOf(t, picture)); got != origin+path {
			t.Errorf("png of %s leads to %s", query, got)
		}
	}
}

// Scanners need a white border of four modules: ISO/IEC 18004, 6.3.8.
func TestAQRCodeHasAWhiteBorderAndAName(t *testing.T) {
	w := newWorld(t)
	const query = "/api/links/qr?website=haircare&ad=website2&format="
	for format, module := range map[string]int{"svg": 4, "png": 12} {
		got := w.want(200, "abc123", get, query+format, "")
		want := `attachment; filename="haircare-abc123-website2.` + format + `"`
		if disposition := got.Header.Get("Content-Disposition"); disposition != want {
			t.Errorf("%s: %s, want %s", format, disposition, want)
		}
		picture := image.Image(nil)
		if format == "svg" {
			picture = paint(t, got.Body)
		} else {
			picture = pictureOf(t, got)
		}
		border := 4 * module
		for i := range picture.Bounds().Dx() {
			for depth := range border {
				for _, c := range []color.Color{picture.At(i, depth), picture.At(depth, i)} {
					if r, _, _, _ := c.RGBA(); r != 0xffff {
						t.Fatalf("%s: the border is not white at %d, %d", format, i, depth)
					}
				}
			}
		}
		if r, _, _, _ := picture.At(border, border).RGBA(); r != 0 {
			t.Errorf("%s: the code does not start inside the border", format)
		}
	}
}

func TestALinkThatMayNotBeGeneratedHasNoQRCode(t *testing.T) {
	w := newWorld(t)
	for _, query := range []string{
		"website=wholesale", "website=nowhere", "website=a%23b", "website=haircare&partner=solo789",
		"website=haircare&ad=solosad",
	} {
		w.want(404, "abc123", get, "/api/links/qr?"+query, "", "accept", "image/png")
	}
	w.wrong(422, "abc123", get, "/api/links/qr", "", "website")
	w.wrong(422, "abc123", get, "/api/links/qr?website=", "", "website")
	w.wrong(422, "abc123", get, "/api/links/qr?website=haircare&format=gif", "", "format")
	if got := w.want(200, "abc123", get, "/api/links", "").Body; got != `{"items":[]}`+"\n" {
		t.Errorf("a QR code generated a link: %s", got)
	}
}
