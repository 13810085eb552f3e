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
	// quietZone is the white border that scanners need, in modules (ISO/IEC 18004, 6.3.8).
	quietZone = 4
	// pngScale is how many pixels wide a module is. A link of the usual length comes to about 400
	// pixels, enough to print it at 4 cm.
	pngScale = 12
)

func (l links) registerQR() {
	op := get("/api/links/qr", "getLinkQR", "Get a tracking link as a QR code", "Links")
	op.Errors = []int{http.StatusNotFound}
	op.Description = "It shows the link that would be generated for the same choice, without generating it. " +
		"What you may not use does not exist: 404."
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The picture",
		Content: map[string]*huma.MediaType{
			"image/svg+xml": {Schema: &huma.Schema{Type: huma.TypeString}},
			"image/png":     {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		},
	}}
	api.ForPartner(l.api, op, l.qr)
}

type qrInput struct {
	Website string `query:"website" required:"true" example:"haircare"`
	Partner string `query:"partner" doc:"Who is credited: you, or a partner you recruited"`
	Ad      string `query:"ad" example:"website2" doc:"One of your active ads"`
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

// svg draws each horizontal run of dark modules as one rectangle.
func svg(code *qr.Code) []byte {
	var b strings.Builder
	side := code.Size + 2*quietZone
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="`, side)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			if run := darkRun(code, x, y); run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, run, run)
				x += run
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return []byte(b.String())
}

// darkRun returns how many modules are dark from x on, in row y.
func darkRun(code *qr.Code, x, y int) int {
	run := 0
	for x+run < code.Size && code.Black(x+run, y) {
		run++
	}
	return run
}
