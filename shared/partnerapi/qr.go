package partnerapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"rsc.io/qr"

	"signpost/shared/api"
	"signpost/shared/referral"
)

const (
	// quietZone is the white border that scanners need, in modules: ISO/IEC 18004, 6.3.8.
	quietZone = 4
	// pngScale is how many pixels a module has: some 400 pixels for a link of usual length, enough to print at 4 cm.
	pngScale = 12
)

func (l links) registerQR() {
	op := get("/api/links/qr", "getLinkQR", "Get a tracking link as a QR code", "Links")
	op.Errors = []int{http.StatusNotFound}
	op.Description = "Of the link that the same choice would generate; none is generated. What you may not use does not exist: 404."
	picture := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op.Responses = map[string]*huma.Response{"200": {Description: "The picture",
		Content: map[string]*huma.MediaType{"image/svg+xml": {Schema: &huma.Schema{Type: huma.TypeString}}, "image/png": {Schema: picture}}}}
	api.ForPartner(l.api, op, l.qr)
}

type qrInput struct {
	Website string `query:"website" required:"true" example:"haircare"`
	Partner string `query:"partner" doc:"Who is credited: you, when absent, or a partner whom you recruited"`
	Ad      string `query:"ad" example:"website2" doc:"An active ad of yours"`
	Format  string `query:"format" enum:"svg,png" default:"svg"`
}

type qrOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (l links) qr(ctx context.Context, caller api.Caller, in *qrInput) (*qrOutput, error) {
	link, err := l.choose(ctx, caller.Partner, NewLink{Website: in.Website, Partner: in.Partner, Ad: in.Ad})
	if err != nil {
		return nil, err
	}
	code, err := qr.Encode(l.origin+link.Path(), qr.M)
	if err != nil {
		return nil, fmt.Errorf("encode a QR code: %w", err)
	}
	out := &qrOutput{Disposition: fmt.Sprintf("attachment; filename=%q", qrName(link)+"."+in.Format)}
	if in.Format == "png" {
		code.Scale = pngScale
		out.ContentType, out.Body = "image/png", code.PNG()
	} else {
		out.ContentType, out.Body = "image/svg+xml", svg(code)
	}
	return out, nil
}

func qrName(l referral.Link) string {
	return strings.ReplaceAll(strings.TrimPrefix(l.Path(), referral.LinkPrefix), "/", "-")
}

// svg draws each run of dark modules in a row as one rectangle.
func svg(code *qr.Code) []byte {
	var b strings.Builder
	side := code.Size + 2*quietZone
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`, side, side)
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, side, side)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for x+run < code.Size && code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, run, run)
				x += run
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return []byte(b.String())
}
